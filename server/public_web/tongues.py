"""The languages of one notice on the citizens' page: which is read, which can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.languages import LANGUAGES
from content.translation import Translation
from server.services.citizens import PublicNotice


@dataclass(frozen=True)
class Choice:
    """A link to the notice in one language."""

    tag: str
    name: str
    url: str
    is_read: bool


@dataclass(frozen=True)
class Reading:
    """What is read and heard: `language` is that of the words, `chosen` the one asked for."""

    language: str
    chosen: str
    title: str
    body: str
    recording: str
    choices: Sequence[Choice]


def reading_of(notice: PublicNotice, asked: str) -> Reading:
    """Choose the language asked for, else the main one; a spoken one keeps the main words."""
    content = notice.content
    main = Translation(content.language, content.title, content.body, content.audio)
    versions = {one.language: one for one in (main, *content.translations)}
    chosen = versions.get(asked, main)
    words = main if chosen.is_spoken_only else chosen
    return Reading(
        language=words.language,
        chosen=chosen.language,
        title=words.title,
        body=words.body,
        recording=dict(notice.recordings).get(chosen.language, ""),
        choices=_choices(notice.id, list(versions), chosen.language),
    )


def _choices(notice_id: str, tags: Sequence[str], chosen: str) -> list[Choice]:
    if len(tags) < 2:
        return []
    main = tags[0]
    return [
        Choice(
            tag,
            LANGUAGES[tag].own,
            f"/n/{notice_id}" if tag == main else f"/n/{notice_id}?lang={tag}",
            tag == chosen,
        )
        for tag in tags
    ]
