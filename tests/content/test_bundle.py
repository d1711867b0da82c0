import pytest

from content.bundle import CONTENTS, Contents, Part, board_name, part_limit, root_name, shared_name
from content.errors import TrustError
from content.trust import parse_json
from tests.vectors.statements import NOON

DIGEST = "0f" * 32


def payload(**changes: object) -> dict[str, object]:
    parts = {shared_name("media", DIGEST): Part(7, DIGEST)}
    value = parse_json(Contents(NOON, ("b1",), parts).to_payload())
    assert isinstance(value, dict)
    return value | changes


def test_contents_come_back_as_they_were_written() -> None:
    made = Contents.from_payload(payload())
    assert made == Contents(NOON, ("b1",), {f"media/{DIGEST}": Part(7, DIGEST)})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"spec": 2}, "spec"), ({"made_at": 3}, "malformed"), ({"boards": [1]}, "malformed"),
        ({"files": []}, "malformed"), ({"files": {"x": {}}}, "name"),
        ({"files": {root_name(1): {"bytes": -1, "sha256": DIGEST}}}, "malformed"),
        ({"files": {root_name(1): {"bytes": 1, "sha256": "x"}}}, "malformed"),
        ({"files": {root_name(1): {"bytes": 10**7, "sha256": DIGEST}}}, "too_large"),
    ],
)  # fmt: skip
def test_contents_that_cannot_be_are_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(TrustError) as caught:
        Contents.from_payload(payload(**changes))
    assert caught.value.code == code


def test_every_name_that_is_made_has_a_limit() -> None:
    names = [
        CONTENTS,
        root_name(12),
        *(board_name("b-1_X", kind) for kind in ("head", "identity", "stored")),
    ]
    names += [shared_name(kind, DIGEST) for kind in ("alert", "manifest", "item", "media")]
    assert all(part_limit(name) > 0 for name in names)


@pytest.mark.parametrize(
    "name",
    ["", "x", "../head.json", "boards/../head.json", "boards/a/b/head.json", "roots/0.json",
     f"media/{DIGEST}\n", f"Media/{DIGEST}", f"items/{DIGEST}", f"/media/{DIGEST}"],
)  # fmt: skip
def test_other_names_have_none(name: str) -> None:
    with pytest.raises(TrustError):
        part_limit(name)
