"""What is to be drawn on an LED panel now: scenes that are equal look alike."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.alert import Alert, turns
from content.alert_plain import PlainPage
from content.drawing_alert import AlertPage, AlertRound, alert_pages, round_of
from content.drawing_canvas import Face
from content.drawing_page import PageView
from content.errors import InvalidInputError
from content.hours import MOST, brightness_at
from content.layout import shape_of
from content.manifest import TICKER, slot_at
from content.profile import Profile
from content.stage import Stage, stage_of
from content.trusted_time import Moment
from player.errors import DamagedError
from player.holding import Holding
from player.power_by_command import PowerByCommand
from player.score_files import Manifest, ScoreFiles
from player.show import Kind, Shown

SIGN_S = 10.0
_PART_S, _MINUTE_S = 4, 60
_STANDS_STILL = datetime.fromisoformat("2000-01-01T00:00:00Z")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PanelPart:
    """Say which part of a panel is seen (left, top, width, height), and the picture's turn."""

    box: tuple[int, int, int, int]
    turn: int = 0

    @property
    def size_px(self) -> tuple[int, int]:
        """Give width and height of the picture as a reader sees it."""
        _, _, width, height = self.box
        return (height, width) if self.turn in (90, 270) else (width, height)


@dataclass(frozen=True, slots=True)
class PairingCode:
    """Hold what the panel shows before the board is paired; without a code it waits.

    Where the board's data are damaged it asks for a technician.
    """

    code: str = ""
    check_number: str = ""
    address: str = ""
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class BoardSign:
    """Hold what tells a technician which board this is."""

    board: str
    title: str


@dataclass(frozen=True, slots=True)
class AlertTurn:
    """Hold the page of an alert whose turn it is."""

    page: AlertPage
    at: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold what is to be drawn (None: a dark panel) and what of the board it is.

    `shown` is set for what is to be proven: items and alerts. The brightness is in percent.
    """

    part: PanelPart
    body: PageView | AlertTurn | PairingCode | BoardSign | None
    layout: Mapping[str, Any] | None = None
    shown: Shown | None = None
    brightness: int = MOST

    def looks_like(self, other: "Scene") -> bool:
        """Tell whether both are the same picture."""
        return self._look == other._look

    @property
    def _look(self) -> tuple[object, ...]:
        return self.part, self.body, self.layout, self.brightness


def part_of(panel: tuple[int, int], profile: Mapping[str, object]) -> PanelPart:
    """Give the part of a panel that a board's profile says is seen; all of it otherwise."""
    whole = PanelPart((0, 0, *panel))
    try:
        known = Profile.from_dict(profile)
    except InvalidInputError:
        return whole
    x, y, width, height = known.viewport or (0, 0, *panel)
    is_part = known.viewport is not None and (width, height) != (known.width, known.height)
    if is_part and x + width <= panel[0] and y + height <= panel[1]:
        return PanelPart((x, y, width, height), known.rotation)
    return PanelPart(whole.box, known.rotation)


class Scenes:
    """Tell the scene of one paired board at each moment."""

    def __init__(
        self,
        panel: tuple[int, int],
        holding: Holding,
        files: ScoreFiles,
        shown: Callable[[], Shown],
        face: Face,
    ) -> None:
        """Take the panel's size and the board's parts; `shown` says what was decided last."""
        self._panel, self._holding, self._files = panel, holding, files
        self._shown, self._face = shown, face
        self.power = PowerByCommand(holding)
        self._alerts: tuple[Alert, ...] = ()
        self._round = AlertRound((), 1.0)
        self._round_stage: Stage | None = None
        self._doubted: Mapping[str, Any] | None = None
        self._since_s = self._signed_until_s = 0.0

    def identify(self) -> None:
        """Say for a while which board this is; alerts stand above it."""
        self._signed_until_s = self._holding.clock.mono_s() + SIGN_S

    def now(self) -> Scene:
        """Give the scene of this moment."""
        shown, moment, score = self._shown(), self._holding.now(), self._holding.score
        manifest: Manifest = score.manifest if score else {}
        layout = manifest.get("layout")
        part = part_of(self._panel, self._holding.state.identity.profile)
        stage = self._stage(part, layout)
        if shown.kind is Kind.ALERT:
            page = self._alert_page(stage, moment)
            if page is not None:
                at = _STANDS_STILL if stage.shape.is_led else _from(moment.at, _MINUTE_S)
                shown = Shown(Kind.ALERT, alert=page.alert)
                # Silent tests alone wake nobody, nor a panel that is off.
                is_seen = self.power.is_on() or any(not one.silent for one in self._alerts)
                return Scene(part, AlertTurn(page, at) if is_seen else None, layout, shown)
        if self._holding.clock.mono_s() < self._signed_until_s:
            return Scene(part, self._sign(), layout)
        if not self.power.is_on():
            return Scene(part, None, layout)
        bright = brightness_at(manifest, moment.at)
        if shown.slot is not None:
            view = self._page(manifest, shown, stage, moment)
            if view is not None:
                return Scene(part, view, layout, shown, bright)
        told = shown.text if shown.kind is Kind.STOP else ""
        at = _from(moment.at, _PART_S if told and stage.shape.is_led else _MINUTE_S)
        slate = self._view(stage, layout, at, told=told)
        return Scene(part, slate, layout, brightness=bright)

    def _stage(self, part: PanelPart, layout: Mapping[str, Any] | None) -> Stage:
        """Lay out the panel; say once when the score was set for pictures of another shape."""
        stage, own = stage_of(part.size_px, layout), shape_of(*part.size_px)
        if layout is not None and stage.shape is not own and layout != self._doubted:
            log.warning(
                "the score is set for a %s picture, this panel of %dx%d takes a %s one:"
                " correct the size of this board on the server, or --size",
                stage.shape, *part.size_px, own,
            )  # fmt: skip
            self._doubted = layout
        return stage

    def _sign(self) -> BoardSign:
        state = self._holding.state
        header = state.identity.header
        return BoardSign(str(header.get("name") or state.board), str(header.get("title", "")))

    def _view(
        self, stage: Stage, layout: Mapping[str, Any] | None, at: datetime, **more: Any
    ) -> PageView:
        known: Mapping[str, Any] = {"shape": stage.shape.value, "em_u": stage.em}
        if layout is not None and layout.get("shape") == stage.shape:
            known = layout
        header = {"title": "", **self._holding.state.identity.header}
        return PageView(at, header, known, **more)

    def _page(
        self, manifest: Manifest, shown: Shown, stage: Stage, moment: Moment
    ) -> PageView | None:
        assert shown.slot is not None
        try:
            item = self._files.item(manifest, shown.slot.item)
        except (DamagedError, OSError, KeyError):
            return None
        at = _STANDS_STILL if stage.shape.is_bare else _from(moment.at, _MINUTE_S)
        ticker, is_headline = ("", False)
        if not stage.shape.is_led:
            ticker, is_headline = self._ticker(manifest, moment)
        return self._view(
            stage,
            manifest.get("layout"),
            at,
            item=item,
            page=shown.slot.page,
            ticker=ticker,
            is_headline=is_headline,
        )

    def _ticker(self, manifest: Manifest, moment: Moment) -> tuple[str, bool]:
        """Give the line in the foot, and whether it is of a feed."""
        slot = slot_at(
            manifest,
            TICKER,
            moment.at,
            lambda item, page: self._files.is_usable(manifest, item, page),
        )
        if slot is None:
            return "", False
        try:
            item = self._files.item(manifest, slot.item)
            words = item["pages"][slot.page].get("title") or [item["title"]]
            return " ".join(words), bool(item.get("source"))
        except (DamagedError, OSError, LookupError, TypeError):
            return "", False

    def _alert_page(self, stage: Stage, moment: Moment) -> AlertPage | None:
        """Give the page whose turn it is; the round begins anew with each alert that comes."""
        alerts, mono_s = turns(self._holding.alerts_now()), self._holding.clock.mono_s()
        if [_name(one) for one in alerts] != [_name(one) for one in self._alerts]:
            self._alerts, self._since_s, self._round_stage = alerts, mono_s, None
        if self._round_stage != stage:
            pages = [
                page
                for place, alert in enumerate(self._alerts)
                for page in self._pages_of(alert, stage, place)
            ]
            self._round, self._round_stage = round_of(pages, stage), stage
        return self._round.page_after(mono_s - self._since_s)

    def _pages_of(self, alert: Alert, stage: Stage, place: int) -> Sequence[AlertPage]:
        """Set one alert; whatever is wrong with it, the others are shown."""
        try:
            return alert_pages(alert, stage, self._face, place, len(self._alerts))
        except Exception as error:
            log.exception("alert %s/%d cannot be set; its event alone is shown", *_name(alert))
            return [PlainPage(alert, type(error).__name__)]


def _from(at: datetime, step_s: int) -> datetime:
    """Give the beginning of the step in which an instant lies, so that scenes stay equal in it."""
    return datetime.fromtimestamp(at.timestamp() // step_s * step_s, at.tzinfo)


def _name(alert: Alert) -> tuple[str, int]:
    return alert.id, alert.revision
