"""What the staff read about a notice that is hard to read on a board: one sentence a finding."""

from collections.abc import Mapping

from content.legibility import Finding, Flaw
from server.locale import N_, gettext

SENTENCES: Mapping[Flaw, str] = {
    Flaw.FAR: N_(
        "The type is too small for readers at %(far_m)s m: on this screen it can be read from "
        "%(readable_m)s m."
    ),
    Flaw.CUT: N_(
        "The text is too long for this board: only the gist is shown. Shorten it, or make two "
        "notices of it."
    ),
    Flaw.LONG: N_(
        "It takes %(pages)s pages and %(seconds)s seconds: few people stand that long. Keep what "
        "they must know."
    ),
    Flaw.TITLE_CUT: N_("The title is cut on this board. Shorten it."),
    Flaw.TITLE_LONG: N_("The title takes %(lines)s lines. A shorter one is read at a glance."),
    Flaw.PICTURE_SMALL: N_(
        "The picture is too small for this board and will look blurred: it has %(has)s pixels, "
        "the board shows %(needed)s."
    ),
    Flaw.PICTURE_NOT_SHOWN: N_(
        "This LED board does not show photos: the text must say everything."
    ),
    Flaw.CODE_SMALL: N_(
        "The code on this board can only be scanned from %(from_m)s m: write in the text where "
        "to read on."
    ),
}


def sentence(found: Finding) -> str:
    """Say what was found, in the reader's language."""
    return gettext(SENTENCES[found.flaw], **found.values)
