"""The database, its tables and migrations, and the media store.

Law: stores and fetches, decides nothing. `Database.read` and `Database.write` are the only
road to the database; work functions are short, never yield and never call the network.
"""
