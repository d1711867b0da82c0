"""A board: pairs, verifies, keeps the last good state, shows and sends receipts.

It never imports the server; the two meet only in the board protocol. `link` is the only road
to the server, `clock` the only reader of the clock, `settings` of the environment.
"""
