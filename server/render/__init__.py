"""Pillow on files: uploads made safe, variants, thumbnails, previews, QR codes, font metrics.

Law: knows bytes and folders, no database, no clock, no HTTP. Whatever comes from outside is
opened in a child process with limits, never here.
"""
