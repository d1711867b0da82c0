"""A use case per function: publishing, alerting, pairing, accounts, keys, backup.

Law: a service checks the right, asks `content` for the rule, commits once and leaves an
audit row in the same transaction. It knows no HTTP, no sockets and no templates; what it
changed is announced by the change feed after the commit.
"""
