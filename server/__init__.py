"""The server: what a commune's desk and its boards talk to.

Law: views parse and answer, services decide and commit, storage stores; rules come from
`content`, never from here. The environment is read in settings.py, the clock in clock.py.
The server never imports `player`; the two meet only in the board protocol.
"""
