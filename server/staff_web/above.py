"""From above and from the pool: what waits for the unit's choice, what it shows and declined."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.category import CATEGORIES, Category
from content.choosing import Choice, Standing
from content.errors import ContentError, InvalidInputError
from content.unit import Unit
from server.locale import N_, gettext
from server.services.choosing import decide, take_back
from server.services.offers import OfferView, list_offers
from server.services.permissions import Right, require_anywhere
from server.services.subscriptions import (
    Subscription,
    list_subscriptions,
    list_usage,
    subscribe,
    unsubscribe,
)
from server.staff_web import times
from server.staff_web.daypart_fields import WEIGHTS as WEIGHT_OF
from server.staff_web.daypart_fields import weight_word
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import unit_name, units_for
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import PRIORITIES, STANDINGS, WEIGHTS, StateWord

SHOWN = frozenset({Standing.BY_ITSELF, Standing.CHOSEN, Standing.UNATTENDED})
FILTERS: tuple[tuple[str, str], ...] = (
    ("waiting", N_("Waiting for a choice")),
    ("shown", N_("Shown")),
    ("declined", N_("Not shown")),
)
_KINDS = {
    "waiting": frozenset({Standing.WAITING}),
    "shown": SHOWN,
    "declined": frozenset({Standing.DECLINED}),
}
MOST_UNITS = 300


@dataclass(frozen=True)
class Row:
    """One offer in a list, and what may be done with it."""

    id: str
    title: str
    url: str
    category: Category
    state: StateWord
    line: str
    may_show: bool
    may_decline: bool
    may_undo: bool
    may_weigh: bool
    weight: str


@staff.get("/above")
def above() -> str:
    """List what comes from above, by how it stands; what waits first."""
    unit, asked = _unit(), _asked_kind()
    q = request.args.get("q", "")[:100]
    offers = [offer for offer in _offers(unit, q) if not offer.is_pooled]
    counts = {key: sum(1 for offer in offers if offer.standing in _KINDS[key]) for key in _KINDS}
    return render_template(
        "staff/above.html",
        unit=unit,
        units=_units(),
        q=q,
        kind=asked,
        rows=[_row(offer) for offer in offers if offer.standing in _KINDS[asked]],
        filters=[
            (gettext(word), counts[key], _list_url(unit, key), key == asked)
            for key, word in FILTERS
        ],
        weights=WEIGHTS,
    )


@staff.get("/pool")
def pool() -> str:
    """List what lies in the pool, and what is taken from it by itself."""
    return _pool_page(_unit(), Form())


@staff.post("/above/<notice_id>")
def choosing(notice_id: str) -> Response:
    """Show it, do not, or take the choice back; then the list again."""
    require_anywhere(resources(), actor(), Right.CHOOSE_FROM_ABOVE)
    form = Form(request.form)
    unit, deed = form.value("unit"), form.value("deed")
    try:
        if deed == "undo":
            take_back(resources(), actor(), unit, notice_id)
            flash(gettext("Taken back."), "done")
        elif deed in ("show", "decline"):
            choice = Choice.SHOWN if deed == "show" else Choice.DECLINED
            weight = WEIGHT_OF.get(form.value("weight"))
            decide(resources(), actor(), unit, notice_id, choice, weight)
            told = N_("It is on the boards now.") if deed == "show" else N_("It is not shown.")
            flash(gettext(told), "done")
        else:
            raise InvalidInputError("Choose what to do.", field="deed")
    except ContentError as error:
        if error.code == "forbidden":
            raise
        flash(sentence_of(error), "wrong")
    page = "staff.pool" if form.value("from") == "pool" else "staff.above"
    kind = form.value("kind")
    return redirect(url_for(page, unit=unit, kind=kind if kind in _KINDS else None), 303)


@staff.post("/pool/subscriptions")
def subscribing() -> Response | tuple[str, int]:
    """Take from now on what comes from a source, of a category."""
    require_anywhere(resources(), actor(), Right.CHOOSE_FROM_ABOVE)
    form = Form(request.form)
    code = form.value("unit")
    source, category = form.value("source") or None, form.value("category") or None
    try:
        subscribe(resources(), actor(), code, source, category)
    except ContentError as error:
        if error.code == "forbidden":
            raise
        form.refuse_error(error, "source")
        known = next((unit for unit in _units() if unit.code == code), _unit())
        return _pool_page(known, form), 422
    flash(gettext("From now on it is taken by itself."), "done")
    return redirect(url_for("staff.pool", unit=code), 303)


@staff.post("/pool/subscriptions/<subscription_id>/end")
def ending_subscription(subscription_id: str) -> Response:
    """Take nothing more by itself."""
    require_anywhere(resources(), actor(), Right.CHOOSE_FROM_ABOVE)
    unsubscribe(resources(), actor(), subscription_id)
    flash(gettext("Nothing more is taken by itself. What was taken stays."), "done")
    return redirect(url_for("staff.pool", unit=request.form.get("unit") or None), 303)


@staff.get("/notices/<notice_id>/usage")
def notice_usage(notice_id: str) -> str:
    """Show the issuer which units use a notice, and on how many boards."""
    found = list_usage(resources(), actor(), notice_id)
    now = resources().clock.now()
    return render_template(
        "staff/usage.html",
        notice_id=notice_id,
        rows=[
            (unit_name(use.unit_id), use.via, times.moment(use.since, now), use.boards)
            for use in found
        ],
        boards=sum(use.boards for use in found),
    )


def _pool_page(unit: Unit | None, form: Form) -> str:
    q, wanted = request.args.get("q", "")[:100], request.args.get("category", "")
    offers = [offer for offer in _offers(unit, q) if offer.is_pooled]
    if wanted in {key.value for key in CATEGORIES}:
        offers = [offer for offer in offers if offer.category.value == wanted]
    found = list_subscriptions(resources(), actor(), unit.code) if unit else ()
    return render_template(
        "staff/pool.html",
        form=form,
        unit=unit,
        units=_units(),
        q=q,
        category=wanted,
        categories=list(CATEGORIES.values()),
        rows=[_row(offer) for offer in offers],
        weights=WEIGHTS,
        subscriptions=[(one.id, _told(one)) for one in found],
        sources=_sources(unit),
    )


def _unit() -> Unit | None:
    """Return the unit that is asked about, else the first one the person chooses for."""
    units = _units()
    asked = request.args.get("unit", "")
    return next((unit for unit in units if unit.code == asked), units[0] if units else None)


def _units() -> list[Unit]:
    require_anywhere(resources(), actor(), Right.CHOOSE_FROM_ABOVE)
    tree = resources().units.tree()
    below = [unit for unit in units_for(Right.CHOOSE_FROM_ABOVE) if len(tree.path(unit.id)) > 1]
    return below[:MOST_UNITS]


def _offers(unit: Unit | None, q: str) -> list[OfferView]:
    return list_offers(resources(), actor(), unit.code, q) if unit else []


def _asked_kind() -> str:
    asked = request.args.get("kind", "")
    return asked if asked in _KINDS else "waiting"


def _list_url(unit: Unit | None, kind: str) -> str:
    return url_for("staff.above", unit=unit.code if unit else None, kind=kind)


def _row(offer: OfferView) -> Row:
    now = resources().clock.now()
    parts = [
        offer.issuer,
        times.moment(offer.begun_at, now),
        gettext("Until %(when)s", when=times.moment(offer.valid_until, now))
        if offer.valid_until
        else "",
        gettext(PRIORITIES[offer.priority.value]) if offer.priority.value != "normal" else "",
        gettext("decided by %(unit)s", unit=unit_name(offer.decided_by))
        if offer.decided_by and not offer.is_own
        else "",
    ]
    is_forced = offer.standing is Standing.BY_ITSELF
    return Row(
        id=offer.notice,
        title=offer.title,
        url=f"/n/{offer.notice}",
        category=CATEGORIES[offer.category],
        state=STANDINGS[offer.standing.value],
        line=" · ".join(part for part in parts if part),
        may_show=offer.standing not in SHOWN or offer.standing is Standing.UNATTENDED,
        may_decline=not is_forced and offer.standing not in (Standing.DECLINED, Standing.IN_POOL),
        may_undo=offer.is_own,
        may_weigh=offer.standing in SHOWN,
        weight=weight_word(offer.weight),
    )


def _sources(unit: Unit | None) -> list[tuple[str, str]]:
    tree = resources().units.tree()
    path = tree.path(unit.id)[:-1] if unit else ()
    return [(tree.get(one).code, tree.get(one).name) for one in path]


def _told(one: Subscription) -> str:
    source = unit_name(one.source_id) if one.source_id else gettext("every unit above")
    kind = gettext(CATEGORIES[one.category].label) if one.category else gettext("every category")
    return f"{source} · {kind}"
