"""Identifiers of rows: random, so they tell nothing and never collide across servers."""

import secrets


def new_id() -> str:
    """Return 16 random hex digits."""
    return secrets.token_hex(8)
