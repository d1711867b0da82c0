"""Alerts as boards of several shapes show them, and in each language, for the pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from content.alert import Alert, AlertState
from content.alert_template import fill_template
from content.languages import LANGUAGES
from content.targeting import Targets
from server.locale import gettext
from server.services.boards import BoardRecord
from server.services.identities import header_of, issuer_of
from server.services.manifest_builder import layout_of
from server.services.own_templates import TemplateView
from server.staff_web.glass import Glass, glass_of
from server.staff_web.preview_boards import STANDARD_SHAPES
from server.staff_web.site import resources

_SHOWN_FOR = timedelta(hours=2)
_SHAPES = ("landscape", "portrait", "led")


@dataclass(frozen=True)
class TemplateGlass:
    """A picture of an alert and what it is of."""

    caption: str
    glass: Glass


def glasses_of(view: TemplateView) -> list[TemplateGlass]:
    """Return a template filled with its examples: each language, then the other usual shapes."""
    alert = _sample(view)
    spoken = [
        TemplateGlass(
            _language(info.language), _framed(view, replace(alert, info=(info,)), "landscape")
        )
        for info in alert.info
    ]
    main = replace(alert, info=alert.info[:1])
    others = [
        TemplateGlass(gettext(STANDARD_SHAPES[name][0]), _framed(view, main, name))
        for name in _SHAPES[1:]
    ]
    return spoken + others


def glasses_by_language(alert: Alert, boards: Iterable[BoardRecord]) -> list[TemplateGlass]:
    """Return one picture for each language, empty where there is only one."""
    if len(alert.info) < 2:
        return []
    held = list(boards)
    return [
        TemplateGlass(_language(info.language), glass_of(replace(alert, info=(info,)), held))
        for info in alert.info
    ]


def _sample(view: TemplateView) -> Alert:
    """Return the alert that the template gives with its examples, from its unit, now."""
    template, tree, now = view.template, resources().units.tree(), resources().clock.now()
    return Alert(
        id="preview",
        identifier="preview",
        revision=1,
        sequence=0,
        status="Actual",
        state=AlertState.IN_FORCE,
        targets=Targets(subtrees=(view.unit_id,)),
        issued_at=now,
        effective=now,
        expires=now + _SHOWN_FOR,
        event=template.event,
        category=template.category,
        urgency=template.urgency,
        severity=template.severity,
        certainty=template.certainty,
        risk_level=template.risk_level,
        info=fill_template(template, {slot.key: slot.example for slot in template.slots}),
        sender=issuer_of(tree.get(view.unit_id), tree),
        silent=True,
    )


def _framed(view: TemplateView, alert: Alert, shape: str) -> Glass:
    _, profile = STANDARD_SHAPES[shape]
    tree = resources().units.tree()
    painted: dict[str, object] = {
        "header": dict(header_of(tree.get(view.unit_id), tree)),
        "layout": layout_of(profile).to_dict(),
        "alert": alert.to_dict(),
        "size": list(profile.size_px),
    }
    return replace(glass_of(alert, ()), painted=painted)


def _language(tag: str) -> str:
    return LANGUAGES[tag].name if tag in LANGUAGES else tag
