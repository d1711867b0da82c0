"""The pages of a notice's other languages, and the recordings heard with its pages."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from content.attachment import MediaFile
from content.body import parse_body
from content.category import CategoryKey
from content.languages import LANGUAGES
from content.layout import Measure, Shape
from content.notice import NoticeContent
from content.page import Page, Picture
from content.pagination import PageSource, set_pages
from content.translation import Translation

LONGEST_SPOKEN_S = 180
HEAR = "Nghe {name}: quét mã bằng điện thoại."


def translated_pages(
    content: NoticeContent,
    pictures: Sequence[Picture],
    recordings: Mapping[str, MediaFile],
    shape: Shape,
    em_u: float,
    measure: Measure,
) -> tuple[tuple[Page, ...], bool]:
    """Set the other languages' pages in order; True when one was cut to the gist."""
    found: list[Page] = []
    is_cut = False
    for translation in content.translations:
        source = _source_of(content, translation, pictures)
        pages, cut = set_pages(source, shape, em_u, measure)
        named = LANGUAGES[translation.language]
        marked = (
            replace(page, version=(named.tag, named.label), language=source.language)
            for page in pages
        )
        found += voiced(tuple(marked), recordings.get(translation.language))
        is_cut = is_cut or cut
    return tuple(found), is_cut


def voiced(pages: tuple[Page, ...], recording: MediaFile | None) -> tuple[Page, ...]:
    """Have the recording heard from the first page on; the pages stand until it has ended."""
    if recording is None:
        return pages
    wanted = min(math.ceil(recording.seconds or 0), LONGEST_SPOKEN_S)
    missing = max(0, wanted - sum(page.seconds for page in pages))
    first, *rest = _lengthened(pages, missing) if missing else pages
    return (replace(first, audio=recording.digest), *rest)


def _lengthened(pages: tuple[Page, ...], seconds: int) -> Iterator[Page]:
    share, left = divmod(seconds, len(pages))
    for place, page in enumerate(pages):
        yield page.lasting(page.seconds + share + (place < left))


def _source_of(
    content: NoticeContent, translation: Translation, pictures: Sequence[Picture]
) -> PageSource:
    """Give what is set: the words, or for what is only spoken how to hear it."""
    if translation.is_spoken_only:
        name = LANGUAGES[translation.language].name
        said = HEAR.format(name=name[:1].lower() + name[1:])
        return PageSource(content.title, parse_body(said), CategoryKey.POLICY, "vi")
    body = parse_body(translation.body)
    shown = tuple(replace(picture, credit=body.credit) for picture in pictures[:1])
    return PageSource(translation.title, body, content.category, translation.language, shown)
