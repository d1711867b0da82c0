"""The rules of the notice board, pure.

No disk, network, clock, randomness or framework: time and fonts are arguments.
`server` and `player` import this package; it imports neither.
"""
