"""Alembic's migrations: the only way the tables come to be and change.

Law: models and migrations always say the same; a test compares them on both databases.
"""
