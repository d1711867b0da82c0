"""What a notice in several languages must meet: recordings that can be heard, letters drawn."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.errors import InvalidInputError
from content.languages import LANGUAGES, VIETNAMESE
from content.notice import NoticeContent
from content.tongues import LONGEST_SPOKEN_S
from server.render.fonts import missing_letter
from server.render.kinds import UploadKind
from server.storage.tables.media import MediaRow


def require_recordings(session: Session, content: NoticeContent) -> None:
    """Refuse a recording that is none, or longer than boards play. Raises: InvalidInputError."""
    named = {audio: field for field, audio in _fields(content)}
    if not named:
        return
    for row in session.scalars(select(MediaRow).where(MediaRow.id.in_(sorted(named)))):
        if row.kind != UploadKind.SOUND.value:
            raise InvalidInputError(
                "“{name}” is not a recording. Send an MP3, M4A, WAV or OGG file.",
                field=named[row.id],
                code="not_a_recording",
                name=row.name,
            )
        if row.seconds is not None and row.seconds > LONGEST_SPOKEN_S:
            raise InvalidInputError(
                "“{name}” is longer than {most} minutes. Send a shorter recording.",
                field=named[row.id],
                code="recording_too_long",
                name=row.name,
                most=LONGEST_SPOKEN_S // 60,
            )


def require_drawable(fonts_dir: Path, content: NoticeContent) -> None:
    """Refuse letters the boards' type does not have. Raises: InvalidInputError."""
    texts = [("body", content.language, f"{content.title}\n{content.body}")]
    texts += [
        (f"translations.{place}.body", one.language, one.text)
        for place, one in enumerate(content.translations)
    ]
    for field, language, text in texts:
        letter = None if language == VIETNAMESE else missing_letter(fonts_dir, text)
        if letter is not None:
            raise InvalidInputError(
                "The boards' type has no letter “{letter}”: {language} in this script cannot be "
                "shown. Write it in Latin letters, or leave the text out and add a recording.",
                field=field,
                code="cannot_be_drawn",
                letter=letter,
                language=LANGUAGES[language].name,
            )


def _fields(content: NoticeContent) -> Sequence[tuple[str, str]]:
    found = [("audio", content.audio)]
    found += [
        (f"translations.{place}.audio", one.audio) for place, one in enumerate(content.translations)
    ]
    return [(field, audio) for field, audio in found if audio is not None]
