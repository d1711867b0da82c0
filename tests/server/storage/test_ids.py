import re

from server.storage.ids import new_id


def test_ids_are_16_hex_digits_and_never_the_same() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in made)
