"""Write state.json and glass.json: `python -m tests.vectors.make_state`. Expected by hand."""

import json
from pathlib import Path

from content.instant import format_instant
from content.targeting import Circle, Targets
from content.trust import Envelope
from tests.vectors.statements import NOON, Authority, an_alert, minutes, unix_ms

DESCRIPTION = """One board's verified state. Each case begins with a board just paired (`board`,
`root`, `identity`, at `at`). Each step offers one `envelope` of the kind in `do` (head, alert,
identity, root; `now` offers nothing) at the instant `at`; `with` holds identity and alerts signed
anew that come with a root. `result` is ok or the code of the refusal; a refusal changes nothing.
Then `in_force` lists what is to be shown, "id/revision" in order of precedence; `slate` is the
text of the stop slate or null; `wants_identity` and `wants_alerts`: what is still to be fetched."""
GLASS = """Whose turn it is: of `alerts` (all in force), at the instant `at` with turns of `turn_s`
seconds, the alert of id `expect` is on the glass. The newest by max(issued_at, effective), then
sequence, comes first, the others by precedence; turns count from the newest one's beginning.
While an Actual alert is among them, no Exercise takes the glass or a turn."""

ONE = Authority("one")
SECOND = ONE.successor(fresh=("root", "alert", "drill"))
IDENTITY = ONE.identity()


class Case:
    """Collect the steps of one case; minutes count from noon."""

    def __init__(self, name: str) -> None:
        self.name, self.steps = name, []  # type: ignore[var-annotated]

    def step(
        self,
        at: float,
        do: str,
        envelope: Envelope | None,
        in_force: str = "",
        *,
        result: str = "ok",
        slate: str | None = None,
        wants_identity: bool = False,
        wants_alerts: int = 0,
        with_: tuple[Envelope | None, list[Envelope]] | None = None,
    ) -> "Case":
        made = {
            "do": do, "at": format_instant(NOON + minutes(at)), "result": result,
            "in_force": in_force.split(), "slate": slate, "wants_identity": wants_identity,
            "wants_alerts": wants_alerts,
        }  # fmt: skip
        if envelope is not None:
            made["envelope"] = envelope.to_dict()
        if with_ is not None:
            identity, alerts = with_
            made["with"] = {
                "identity": identity.to_dict() if identity else None,
                "alerts": [entry.to_dict() for entry in alerts],
            }
        self.steps.append(made)
        return self

    def to_dict(self) -> dict[str, object]:
        return {
            "name": self.name, "board": "b1", "at": format_instant(NOON),
            "root": ONE.root().to_dict(), "identity": IDENTITY.to_dict(), "steps": self.steps,
        }  # fmt: skip


def head(at: float, *alerts: Envelope, **more: object) -> Envelope:
    return ONE.head(IDENTITY, at=NOON + minutes(at), alerts=alerts, **more)  # type: ignore[arg-type]


def build() -> list[dict[str, object]]:
    at_one = NOON + minutes(1)
    flood = ONE.alert(an_alert(at=at_one))
    again = ONE.alert(an_alert(at=NOON + minutes(2)))
    update = ONE.alert(an_alert(at=NOON + minutes(3), revision=2))
    cancel = ONE.alert(an_alert(at=NOON + minutes(4), revision=3, state="cancelled"))
    fire = ONE.alert(an_alert("fire", at=NOON + minutes(2), severity="Extreme"))
    drill = ONE.alert(
        an_alert("drill", at=NOON + minutes(2), status="Exercise", severity="Extreme")
    )
    later = ONE.alert(an_alert("later", at=at_one, starts_min=10, lasts_min=10))
    moved = ONE.identity(unit="u-other", path=("u-province", "u-else", "u-other"))
    day = 24 * 60
    long = ONE.alert(an_alert("long", at=at_one, lasts_min=5 * day))
    cases = [
        Case("an alert comes, expires by itself, with no server")
        .step(1, "alert", flood, "flood/1")
        .step(1, "alert", flood, "flood/1")
        .step(60.99, "now", None, "flood/1")
        .step(61, "now", None),
        Case("never before effective")
        .step(1, "alert", later)
        .step(10.99, "now", None)
        .step(11, "now", None, "later/1")
        .step(20.99, "now", None, "later/1")
        .step(21, "now", None),
        Case("an update replaces, a cancel ends, neither goes back")
        .step(1, "alert", flood, "flood/1")
        .step(3, "alert", update, "flood/2")
        .step(3, "alert", flood, "flood/2", result="rolled_back")
        .step(4, "alert", cancel)
        .step(4, "alert", update, result="rolled_back")
        .step(5, "head", head(5))
        .step(5, "alert", update, result="over"),
        Case("a head that leaves an alert out ends it")
        .step(1, "alert", flood, "flood/1")
        .step(2, "head", head(2))
        .step(2, "alert", flood, result="over"),
        Case("a head made before the alert does not end it")
        .step(1, "alert", flood, "flood/1")
        .step(2, "head", head(2, as_of=unix_ms(at_one) - 1), "flood/1"),
        Case("a head made at the alert's own sequence without it ends it")
        .step(1, "alert", flood, "flood/1")
        .step(2, "head", head(2, as_of=unix_ms(at_one))),
        Case("the head names an alert that is still to be fetched")
        .step(2, "head", head(2, flood), wants_alerts=1)
        .step(2, "alert", flood, "flood/1"),
        Case("the old revision stands until the one listed is there")
        .step(1, "alert", flood, "flood/1")
        .step(3, "head", head(3, update), "flood/1", wants_alerts=1)
        .step(3, "alert", flood, "flood/1", result="rolled_back", wants_alerts=1)
        .step(3, "alert", update, "flood/2"),
        Case("a held revision higher than the listed one stands")
        .step(1, "alert", flood, "flood/1")
        .step(3, "alert", update, "flood/2")
        .step(3, "head", head(3, flood, as_of=unix_ms(at_one)), "flood/2"),
        Case("the same revision with other content is refused")
        .step(1, "alert", flood, "flood/1")
        .step(1, "alert", ONE.alert(an_alert(at=at_one, headline="KHÁC")), "flood/1",
              result="replayed"),
        Case("the same revision with more approvals is taken once the head names it")
        .step(1, "alert", flood, "flood/1")
        .step(3, "head", head(3, again), "flood/1", wants_alerts=1)
        .step(3, "alert", flood, "flood/1", result="replayed", wants_alerts=1)
        .step(3, "alert", again, "flood/1"),
        Case("where the head names one of two, the other is not taken even when nothing is held")
        .step(3, "head", head(3, again), wants_alerts=1)
        .step(3, "alert", flood, result="replayed", wants_alerts=1)
        .step(3, "alert", again, "flood/1"),
        Case("two at once: the gravest first, a drill last")
        .step(2, "alert", flood, "flood/1")
        .step(2, "alert", drill, "flood/1 drill/1")
        .step(2, "alert", fire, "fire/1 flood/1 drill/1"),
        Case("the newer of equal gravity comes first")
        .step(2, "alert", flood, "flood/1")
        .step(2, "alert", ONE.alert(an_alert("newer", at=NOON + minutes(2))), "newer/1 flood/1"),
        Case("targets are joined by OR and decided by the identity")
        .step(1, "alert", ONE.alert(an_alert("a", at=at_one, targets=Targets(units=("u-area",)))))
        .step(1, "alert", ONE.alert(an_alert("b", at=at_one)), "b/1")
        .step(1.5, "alert", ONE.alert(an_alert(
            "c", at=NOON + minutes(1.1), targets=Targets(units=("x",), boards=("b1",)))), "c/1 b/1")
        .step(1.5, "alert", ONE.alert(an_alert(
            "d", at=NOON + minutes(1.2), targets=Targets(areas=(Circle(14.7, 108.7, 20),)))),
            "d/1 c/1 b/1")
        .step(2, "now", None, "d/1 c/1 b/1")
        .step(2, "alert", ONE.alert(an_alert(
            "e", at=NOON + minutes(1.3), targets=Targets(areas=(Circle(15.7, 108.7, 20),)))),
            "d/1 c/1 b/1")
        .step(2, "alert", ONE.alert(an_alert("f", at=at_one, targets=Targets(tags=("market",)))),
              "d/1 c/1 b/1"),
        Case("alerts end 24 hours after the last head")
        .step(1, "alert", long, "long/1")
        .step(2, "head", head(2, long), "long/1")
        .step(2 + day, "now", None, "long/1")
        .step(2 + day + 0.02, "now", None)
        .step(3 + day, "head", head(3 + day, long), "long/1"),
        Case("the same old head again is no new head")
        .step(1, "alert", long, "long/1")
        .step(2, "head", head(2, long), "long/1")
        .step(2 + day, "head", head(2, long), "long/1")
        .step(2 + day + 0.02, "now", None),
        Case("a head never goes back")
        .step(5, "head", head(5))
        .step(6, "head", head(4), result="rolled_back")
        .step(6, "head", head(5, slate="x"), result="replayed")
        .step(6, "head", head(5))
        .step(6, "head", head(6, epoch=2), result="wrong_epoch")
        .step(6, "head", head(6, epoch=0), result="wrong_epoch")
        .step(6, "head", ONE.head(IDENTITY, at=NOON + minutes(6), board="b2"), result="wrong_board")
        .step(6, "head", Authority("other").head(IDENTITY, at=NOON + minutes(6)),
              result="unknown_key"),
        Case("the stop slate comes and goes with heads")
        .step(1, "head", head(1, slate="Tạm dừng"), slate="Tạm dừng")
        .step(2, "alert", fire, "fire/1", slate="Tạm dừng")
        .step(3, "head", head(3, fire), "fire/1"),
        Case("only the identity that the head names, and the old one until it is there")
        .step(1, "alert", flood, "flood/1")
        .step(1, "identity", moved, "flood/1", result="not_named")
        .step(2, "head", ONE.head(moved, at=NOON + minutes(2), as_of=unix_ms(NOON)), "flood/1",
              wants_identity=True)
        .step(2, "identity", ONE.identity(tags=("x",)), "flood/1", result="not_named",
              wants_identity=True)
        .step(2, "identity", ONE.identity("b2"), "flood/1", result="wrong_board",
              wants_identity=True)
        .step(2, "identity", moved),
        Case("forged and misplaced statements change nothing")
        .step(1, "alert", ONE.alert(an_alert(at=at_one), role="drill"), result="wrong_role")
        .step(1, "alert", Authority("other").alert(an_alert(at=at_one)), result="unknown_key")
        .step(1, "alert", SECOND.alert(an_alert(at=at_one)), result="unknown_key"),
        Case("a rotation: what the new root does not vouch for is dropped")
        .step(1, "alert", flood, "flood/1")
        .step(2, "alert", fire, "fire/1 flood/1")
        .step(3, "root", Authority("other", version=2).root(), "fire/1 flood/1",
              result="unknown_key")
        .step(3, "root", SECOND.root_after(ONE), "flood/1",
              with_=(None, [SECOND.alert(an_alert(at=at_one))]))
        .step(3, "alert", fire, "flood/1", result="unknown_key")
        .step(3, "alert", SECOND.alert(an_alert("fire", at=NOON + minutes(2), severity="Extreme")),
              "fire/1 flood/1"),
        Case("a new epoch: heads of the old one are refused, those of the new begin again")
        .step(1, "alert", flood, "flood/1")
        .step(2, "head", head(2, flood), "flood/1")
        .step(3, "root", ONE.successor(epoch=2).root_after(ONE), "flood/1")
        .step(4, "head", head(4), "flood/1", result="wrong_epoch")
        .step(4, "head", head(-60, flood, epoch=2), "flood/1")
        .step(5, "head", head(-50, epoch=2, as_of=unix_ms(NOON + minutes(5)))),
    ]  # fmt: skip
    return [case.to_dict() for case in cases]


def glass() -> list[dict[str, object]]:
    old = an_alert("old", at=NOON, severity="Extreme")
    new = an_alert("new", at=NOON + minutes(2), severity="Minor")
    drill = an_alert("drill", at=NOON + minutes(1), status="Exercise", severity="Extreme")
    second = an_alert("second", at=NOON + minutes(2), status="Exercise", severity="Minor")
    late = an_alert("late", at=NOON, starts_min=3, severity="Minor")
    plain = [
        ([], 0, None), ([old], 30, "old"),
        ([old, new], 2, "new"), ([old, new], 2.24, "new"), ([old, new], 2.25, "old"),
        ([new, old], 2.5, "new"), ([old, new], 1, "new"),
        ([drill, new, old], 2.25, "old"), ([drill, new, old], 2.5, "new"),
        ([drill, new, old], 2.75, "old"), ([old, drill], 1, "old"), ([old, drill], 1.25, "old"),
        ([drill], 1, "drill"), ([drill, second], 2, "second"), ([second, drill], 2.25, "drill"),
        ([late, old], 3, "late"), ([late, old], 3.25, "old"),
    ]  # fmt: skip
    return [
        {
            "alerts": [alert.to_dict() for alert in alerts],
            "at": format_instant(NOON + minutes(at)),
            "turn_s": 15,
            "expect": expect,
        }
        for alerts, at, expect in plain
    ]


def write(name: str, value: object) -> None:
    target = Path(__file__).with_name(name)
    target.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write("state.json", {"description": DESCRIPTION, "cases": build()})
    write("glass.json", {"description": GLASS, "cases": glass()})
