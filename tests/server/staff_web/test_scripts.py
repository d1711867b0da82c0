"""Scripts of one page share one scope: a name that two of them give would be the last one's."""

import re
from itertools import combinations
from pathlib import Path

import pytest

STAFF = Path(__file__).parents[3] / "server" / "staff_web"
TEMPLATES = STAFF / "templates" / "staff"
_SCRIPT = re.compile(r"filename='([\w-]+\.js)'")
_OUTER = re.compile(r"^(?:async )?(?:function|const|let|class) +(\w+)", re.MULTILINE)


def scripts_of(template: Path) -> list[str]:
    """The scripts a page may load: its own and those of the frame around it."""
    frames = [TEMPLATES / name for name in ("base.html", "alert_base.html")]
    texts = [one.read_text("utf-8") for one in {template, *frames}]
    return sorted({name for text in texts for name in _SCRIPT.findall(text)})


def names_in(script: str) -> set[str]:
    """What a script gives to all others: what stands at the beginning of a line."""
    return set(_OUTER.findall((STAFF / "static" / script).read_text("utf-8")))


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_no_two_scripts_of_a_page_give_the_same_name(template: Path) -> None:
    for one, other in combinations(scripts_of(template), 2):
        assert not names_in(one) & names_in(other), (one, other)


def test_names_are_found() -> None:
    assert {"showPreviews", "post"} <= names_in("frames.js")
    assert names_in("passkey.js") == set()
