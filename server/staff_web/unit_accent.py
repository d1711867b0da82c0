"""In which accent a unit's alerts are spoken: as set above, or one of three, each to be heard."""

from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from content.errors import InvalidInputError, NotFoundError
from content.speech import expand
from content.speech_voice import VOICES, Accent, read_accent
from server.locale import N_, gettext
from server.services.permissions import Right, can, require
from server.services.speaking import UNHURRIED_S, Words, begin, speak, voice_program
from server.services.unit_views import get_unit
from server.services.unit_voice import accent_above, accent_of, own_accent, set_accent
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources, staff
from server.staff_web.voices import sound_file

ABOVE = "above"
NAMES: Mapping[Accent, str] = {
    Accent.NORTH: N_("Northern"),
    Accent.CENTRAL: N_("Central"),
    Accent.SOUTH: N_("Southern"),
}
# Vietnamese whatever language the page is in: that is what is heard.
SAMPLE = "Đây là giọng đọc cảnh báo của {unit}. Lũ quét lúc 18h30 ngày 14/10. Lên chỗ cao ngay."


@staff.get("/units/<unit_id>/accent")
def unit_accent(unit_id: str) -> str:
    """Show in which accent a unit's alerts are spoken, and have the samples made meanwhile."""
    get_unit(resources(), actor(), unit_id)
    own = own_accent(resources(), unit_id)
    return _page(unit_id, Form.of({"accent": own.value if own else ABOVE}))


@staff.post("/units/<unit_id>/accent")
def set_unit_accent(unit_id: str) -> str | Answer | tuple[str, int]:
    """Keep the accent of a unit."""
    get_unit(resources(), actor(), unit_id)
    require(resources(), actor(), Right.MANAGE_UNITS, unit_id)
    form = Form(request.form)
    chosen = form.value("accent")
    try:
        accent = None if chosen == ABOVE else read_accent(chosen)
    except InvalidInputError as error:
        form.refuse_error(error, "accent")
        return _page(unit_id, form), 422
    set_accent(resources(), actor(), unit_id, accent)
    flash(gettext("Kept. The next alert is spoken like this."), "done")
    return redirect(url_for("staff.unit_accent", unit_id=unit_id), 303)


@staff.get("/units/<unit_id>/accent/<accent>/sample")
def accent_sample(unit_id: str, accent: str) -> Response:
    """Return the sample of an accent; waits until it is made."""
    name = get_unit(resources(), actor(), unit_id).unit.name
    try:
        words = sample_words(name, read_accent(accent))
    except InvalidInputError as error:
        raise NotFoundError(sentence_of(error)) from error
    made = speak(resources(), [words], UNHURRIED_S).get(words)
    if made is None:
        raise NotFoundError("There is nothing at this address.")
    return sound_file(made.sha256)


def _page(unit_id: str, form: Form) -> str:
    name = resources().units.tree().get(unit_id).name
    begin(resources(), [sample_words(name, accent) for accent in Accent])
    return render_template(
        "staff/unit_accent.html",
        form=form,
        name=name,
        unit_id=unit_id,
        holds=gettext(NAMES[accent_of(resources(), unit_id)]),
        has_above=len(resources().units.tree().path(unit_id)) > 1,
        above=gettext(NAMES[accent_above(resources(), unit_id)]),
        accents=[(accent.value, gettext(name)) for accent, name in NAMES.items()],
        has_voice=voice_program(resources()) is not None,
        said=expand(SAMPLE.format(unit=name)),
        may_change=can(resources(), actor(), Right.MANAGE_UNITS, unit_id),
    )


def sample_words(unit: str, accent: Accent) -> Words:
    """Return what is spoken as a sample, with its voice."""
    return ((VOICES[accent], expand(SAMPLE.format(unit=unit))),)
