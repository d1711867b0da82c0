"""Prepared notices: plain words with a few places to fill, for what a commune posts most.

The wording stands in `notice_wording`.
"""

import string
from collections.abc import Mapping

from content.errors import InvalidInputError, NotFoundError
from content.notice_wording import TEMPLATES as _PLAIN
from content.notice_wording import Blank, NoticeTemplate
from content.text import clean_line
from content.values import check_length

__all__ = ["TEMPLATES", "Blank", "NoticeTemplate", "fill_notice", "notice_template"]

LONGEST_BLANK = 200
TEMPLATES: Mapping[str, NoticeTemplate] = {template.id: template for template in _PLAIN}


def notice_template(template_id: str) -> NoticeTemplate:
    """Find a template. Raises: NotFoundError."""
    try:
        return TEMPLATES[template_id]
    except KeyError:
        raise NotFoundError(
            "There is no template {id}.", code="unknown_template", id=template_id[:40]
        ) from None


def fill_notice(template: NoticeTemplate, values: Mapping[str, str]) -> tuple[str, str]:
    """Give title and body; a line whose place stays empty is left out.

    Raises: InvalidInputError naming the place that is needed or too long.
    """
    said = {blank.key: _value(blank, values.get(blank.key, "")) for blank in template.blanks}
    return _put(template.title, said), _put(template.body, said)


def _value(blank: Blank, given: str) -> str:
    value = clean_line(given)
    if not value and blank.is_needed:
        raise InvalidInputError("Fill in: {label}.", field=blank.key, label=blank.label)
    if value:
        check_length(value, blank.key, LONGEST_BLANK)
    return value


def _put(text: str, values: Mapping[str, str]) -> str:
    kept = [line for line in text.split("\n") if all(values[name] for name in _places(line))]
    return "\n".join(line.format_map(values) for line in kept)


def _places(line: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(line) if name]
