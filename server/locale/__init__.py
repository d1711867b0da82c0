"""What people read, in their language: catalogues of English msgids, Vietnamese by default.

Catalogues are read from the .po files, once a process. A message is translated at the edge,
where the reader's language is known; services and `content` speak English templates only.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context
from flask_babel import Babel, Domain, get_locale

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = "vi"
# Parameters that are themselves words of ours: the label of a field, the name of a state.
_WORDS = frozenset({"action", "label", "state"})
_FOLDER = Path(__file__).parent


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of one language; English is its own msgids."""
    source = _FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def translate(message: str, language: str, /, **params: object) -> str:
    """Return the message template in `language`, its `{name}` places filled."""
    known = catalogue(language)
    text = known.gettext(message) if message else ""
    if not params:
        return text
    words = {name: known.gettext(str(params[name])) for name in _WORDS & params.keys()}
    return text.format(**(params | words))


def N_(message: str) -> str:  # noqa: N802
    """Mark a message for the catalogues where it is only stored; it comes back as it is."""
    return message


def best_language(header: str | None) -> str:
    """Return our language for an Accept-Language header: the first one we speak."""
    for part in (header or "").split(","):
        tag = part.split(";")[0].strip().lower().split("-")[0]
        if tag in LANGUAGES:
            return tag
    return DEFAULT_LANGUAGE


def gettext(message: str, **params: object) -> str:
    """Return a message in the language of this request, its `%(name)s` places filled."""
    return str(flask_babel.gettext(message, **params))


def number_text(number: int) -> str:
    """Return a whole number as people write it: 25.000 in Vietnamese, 25,000 in English."""
    return str(flask_babel.format_decimal(number))


def ngettext(singular: str, plural: str, number: int, **params: object) -> str:
    """Return the form of a message that fits a number, which fills `%(num)s`."""
    return str(flask_babel.ngettext(singular, plural, number, **params))


class CatalogueDomain(Domain):  # type: ignore[misc]
    """Serves Flask-Babel from the catalogues above instead of compiled files."""

    def get_translations(self) -> NullTranslations:
        """Return the translations for the language of this request."""
        locale = get_locale()
        return catalogue(locale.language if locale else DEFAULT_LANGUAGE)


class CatalogueBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with our domain."""

    @property
    def domain_instance(self) -> Domain:
        """Return the domain that templates and `gettext` ask."""
        return CatalogueDomain(domain=self.domain)


def request_language() -> str:
    """Return the language chosen for this request (`g.language`), Vietnamese by default."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    chosen: Any = g.get("language")
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def install(app: Flask) -> None:
    """Give the app `gettext`, in templates too. Safe to call twice."""
    if "babel" not in app.extensions:
        CatalogueBabel(
            app,
            default_locale=DEFAULT_LANGUAGE,
            default_timezone="Asia/Ho_Chi_Minh",
            locale_selector=request_language,
        )
