"""Our alerts as CAP 1.2 messages that others can follow.

Each revision that went out is a message of its own: the first bears the alert's identifier,
each later one `identifier.revision`, and names all before it. The first is an Alert, one that
ends the alert a Cancel, any other an Update. A drill has status Exercise.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from content.alert import Alert, AlertState
from content.alert_info import AlertInfo
from content.cap import (
    CapArea,
    CapCategory,
    CapCertainty,
    CapInfo,
    CapMessage,
    CapMsgType,
    CapReference,
    CapResponseType,
    CapScope,
    CapSeverity,
    CapStatus,
    CapUrgency,
)
from content.cap_alert import RISK_LEVEL
from content.cap_areas import OUR_CODE_NAME, is_unit_code
from content.languages import VIETNAMESE
from content.schedule import TIMEZONE
from content.targeting import Area, Circle, Targets
from content.unit import Unit, UnitTree

_OVER = {VIETNAMESE: "Đã kết thúc: {headline}", "en": "Ended: {headline}"}
_HOST = re.compile(r"[a-z]+://(?:[^/@]*@)?(\[[0-9a-f:.]+\]|[^/:\s,<&]+)")


def sender_of(address: str) -> str:
    """Give our CAP sender for the server's public address: bangtin@ and its host.

    It stays the same as long as the host does; messages already sent keep the one they had.
    """
    found = _HOST.match(address.lower())
    return f"bangtin@{found[1] if found else 'localhost'}"


def message_identifier(alert: Alert, first_revision: int) -> str:
    """Give a revision's CAP identifier; `first_revision` is the first that went out."""
    is_first = alert.revision == first_revision
    return alert.identifier if is_first else f"{alert.identifier}.{alert.revision}"


def message_of(revisions: Sequence[Alert], issuer: str, tree: UnitTree, address: str) -> CapMessage:
    """Give the message of the last of `revisions`: all that went out until then, in order.

    `issuer` is the id of the unit that answers for the alert, `address` the server's own.
    """
    alert, first = revisions[-1], revisions[0].revision
    sender = sender_of(address)
    is_over = alert.state is AlertState.CANCELLED
    identifier = message_identifier(alert, first)
    areas = tuple(areas_of(alert.targets, tree, tree.get(issuer), _local_day(alert.issued_at)))
    return CapMessage(
        identifier=identifier,
        sender=sender,
        sent=_whole(alert.issued_at),
        status=CapStatus(alert.status),
        msg_type=_msg_type(len(revisions) == 1, is_over),
        scope=CapScope.PUBLIC,
        note=f"Diễn tập {alert.identifier}" if alert.is_drill else None,
        references=tuple(
            CapReference(sender, message_identifier(one, first), _whole(one.issued_at))
            for one in revisions[:-1]
        ),
        infos=tuple(_info(alert, words, areas, is_over, address) for words in alert.info),
    )


def areas_of(targets: Targets, tree: UnitTree, issuer: Unit, day: date) -> Iterator[CapArea]:
    """Give an area for each unit and shape meant.

    A level that has no official code is told by the units below it; boards, groups and tags
    are no place: of them only the issuer is named. Nothing is told wider than it was meant.
    """
    found: dict[str, CapArea] = {}
    for unit_id in targets.subtrees:
        found |= {unit.id: _unit_area(unit) for unit in _coded(tree, tree.get(unit_id), day)}
    for unit_id in targets.units:
        unit = tree.get(unit_id)
        has_more = bool(tree.children(unit_id, day))
        found.setdefault(unit_id, CapArea(unit.name) if has_more else _unit_area(unit))
    yield from found.values()
    yield from map(_shape_area, targets.areas)
    if targets.boards or targets.groups or targets.tags:
        yield CapArea(f"Các bảng tin được chọn của {issuer.name}")


def _coded(tree: UnitTree, unit: Unit, day: date) -> Iterator[Unit]:
    below = tree.children(unit.id, day)
    if is_unit_code(unit.code) or not below:
        yield unit
        return
    for child in below:
        yield from _coded(tree, child, day)


def _unit_area(unit: Unit) -> CapArea:
    codes = ((OUR_CODE_NAME, unit.code),) if is_unit_code(unit.code) else ()
    return CapArea(unit.name, geocodes=codes)


def _shape_area(shape: Area) -> CapArea:
    if isinstance(shape, Circle):
        name = f"Bán kính {shape.radius_km:g} km quanh {shape.lat:g}, {shape.lon:g}"
        return CapArea(name, circles=((shape.lat, shape.lon, shape.radius_km),))
    ring = shape.points if shape.points[0] == shape.points[-1] else (*shape.points, shape.points[0])
    return CapArea("Vùng vẽ trên bản đồ", polygons=(ring,))


def _info(
    alert: Alert, words: AlertInfo, areas: tuple[CapArea, ...], is_over: bool, address: str
) -> CapInfo:
    form = _OVER.get(words.language, "{headline}") if is_over else "{headline}"
    level = alert.risk_level
    return CapInfo(
        language=words.language,
        categories=(CapCategory(alert.category),),
        event=alert.event,
        response_types=(CapResponseType.ALL_CLEAR,) if is_over else (),
        urgency=CapUrgency.PAST if is_over else CapUrgency(alert.urgency),
        severity=CapSeverity(alert.severity),
        certainty=CapCertainty(alert.certainty),
        effective=_whole(alert.effective),
        expires=_whole(alert.expires),
        sender_name=alert.sender,
        headline=form.format(headline=words.headline),
        description=words.description.strip() or None,
        instruction=None if is_over else words.instruction.strip() or None,
        web=f"{address}/",
        parameters=() if level is None else ((RISK_LEVEL, str(level)),),
        areas=areas,
    )


def _msg_type(is_first: bool, is_over: bool) -> CapMsgType:
    if is_over:
        return CapMsgType.CANCEL
    return CapMsgType.ALERT if is_first else CapMsgType.UPDATE


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _local_day(at: datetime) -> date:
    return at.astimezone(TIMEZONE).date()
