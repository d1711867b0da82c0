"""Write alert_sound.json: run `python -m tests.vectors.make_alert_sound`. By hand but tones."""

from dataclasses import replace
from typing import Any

from content.alert import Alert
from content.alert_info import AlertInfo
from content.alert_tone import samples
from tests.vectors.make_time import write
from tests.vectors.statements import an_alert

ABOUT = """How alerts are heard. `facts`: an alert's payload and its tone, the voices that can be
fetched with their bytes, and the seconds from one round to the next. `rounds`: what is heard step
after step; `alerts` names those that may be heard, the newest first, each with `tone`, `voices` and
`again_s`; a step has `at_s`, `alerts`, `heard` (begun before this program was), `here` (voices that
are verified), `over` (what was heard last has ended), and gives `hears`: [id/revision, part] or
null. `tones`: [place, sample] of a tone, right to within 1, and how many samples it has."""
VI, HRE = "a" * 64, "b" * 64
FILE = {"bytes": 90_000, "type": "audio/mp4", "seconds": 20}


def spoken(*audio: str | None, media: dict[str, object] | None = None, **more: Any) -> Alert:
    infos = tuple(
        AlertInfo(tag, "LŨ QUÉT", "", "", voice)
        for tag, voice in zip(("vi", "hre", "cua"), audio, strict=False)
    )
    made = an_alert(**{k: v for k, v in more.items() if k in ("status", "severity")})
    rest = {k: v for k, v in more.items() if k not in ("status", "severity")}
    files = {name: FILE for name in audio if name} if media is None else media
    return replace(made, **{"info": infos, "media": files, "sound": "attention", **rest})


def fact(name: str, alert: Alert, expect: object) -> dict[str, object]:
    return {"name": name, "alert": alert.to_dict(), "expect": expect}


def heard(tone: str | None, again_s: int | None, **voices: int) -> dict[str, object]:
    return {"tone": tone, "voices": voices, "again_s": again_s}


def in_languages(*digests: str) -> dict[str, int]:
    return dict.fromkeys(digests, 90_000)


FACTS = [
    fact("tone and two languages", spoken(VI, HRE),
         heard("attention", 120, **in_languages(VI, HRE))),
    fact("a drill has its own tone", spoken(VI, status="Exercise", sound="drill"),
         heard("drill", 600, **in_languages(VI))),
    fact("a drill never sounds like the real thing", spoken(status="Exercise"),
         heard("drill", 600)),
    fact("nor the real thing like a drill", spoken(sound="drill"), heard("attention", 120)),
    fact("a tone that nobody knows is that of its status", spoken(sound="horn"),
         heard("attention", 120)),
    fact("without a word of sound nothing is heard", spoken(sound=None), None),
    fact("a voice alone", spoken(VI, sound=None), heard(None, 120, **in_languages(VI))),
    fact("one language is written only", spoken(None, HRE),
         heard("attention", 120, **in_languages(HRE))),
    fact("two languages with one voice", spoken(VI, VI),
         heard("attention", 120, **in_languages(VI))),
    fact("what is expected", spoken(VI, urgency="Expected"),
         heard("attention", 300, **in_languages(VI))),
    fact("what lies ahead", spoken(VI, urgency="Future"),
         heard("attention", 900, **in_languages(VI))),
    fact("what is past is said once", spoken(VI, urgency="Past"),
         heard("attention", None, **in_languages(VI))),
    fact("an urgency that nobody knows", spoken(VI, urgency="Soon"),
         heard("attention", 300, **in_languages(VI))),
    *(
        fact(f"a voice is left out: {why}", spoken(VI, media=media), heard("attention", 120))
        for why, media in (
            ("no word of its file", {}),
            ("its file is no object", {VI: "x"}),
            ("no size", {VI: {"type": "audio/mp4"}}),
            ("a size of nothing", {VI: {**FILE, "bytes": 0}}),
            ("a size that is no number", {VI: {**FILE, "bytes": "9"}}),
            ("a size that is true", {VI: {**FILE, "bytes": True}}),
            ("too large", {VI: {**FILE, "bytes": 20_000_001}}),
            ("no sound", {VI: {**FILE, "type": "video/mp4"}}),
            ("no type", {VI: {"bytes": 9}}),
        )
    ),
    fact("a voice whose name is no digest", spoken("voice", media={"voice": FILE}),
         heard("attention", 120)),
]  # fmt: skip


def an_ear(tone: str | None, *voices: str, again_s: int | None = 120) -> dict[str, object]:
    return {"tone": tone, "voices": list(voices), "again_s": again_s}


FLOOD, STORM = "flood/1", "storm/1"
KNOWN = {
    FLOOD: an_ear("attention", "vi", "hre"),
    "flood/2": an_ear("attention", "vi2"),
    STORM: an_ear("attention", "storm-vi", again_s=300),
    "bare/1": an_ear("attention"),
    "mute/1": an_ear(None, "vi"),
    "past/1": an_ear("attention", "vi", again_s=None),
    "long/1": an_ear("attention", "vi", again_s=30),
}


def step(
    at_s: float,
    *alerts: str,
    hears: tuple[str, str] | None,
    over: bool = False,
    here: tuple[str, ...] = ("vi", "hre", "vi2", "storm-vi"),
    begun: tuple[str, ...] = (),
) -> dict[str, object]:
    return {
        "at_s": at_s, "alerts": {name: KNOWN[name] for name in alerts}, "heard": list(begun),
        "here": list(here), "over": over, "hears": hears and list(hears),
    }  # fmt: skip


TONE = "attention"
ROUNDS: dict[str, list[dict[str, object]]] = {
    "tone, each language in turn, a pause, and again": [
        step(0, hears=None),
        step(1, FLOOD, hears=(FLOOD, TONE)),
        step(6, FLOOD, hears=(FLOOD, TONE)),
        step(7, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(20, FLOOD, hears=(FLOOD, "hre"), over=True),
        step(40, FLOOD, hears=None, over=True),
        step(120, FLOOD, hears=None, over=True),
        step(121, FLOOD, hears=(FLOOD, TONE), over=True),
        step(127, FLOOD, hears=(FLOOD, "vi"), over=True),
    ],
    "over: silence at once, in the tone and in the voice": [
        step(1, FLOOD, hears=(FLOOD, TONE)),
        step(2, hears=None),
        step(3, STORM, hears=(STORM, TONE)),
        step(9, STORM, hears=(STORM, "storm-vi"), over=True),
        step(10, hears=None),
        step(500, hears=None),
    ],
    "a voice that is not here yet: tone alone, and it joins at the next round": [
        step(0, FLOOD, hears=(FLOOD, TONE), here=()),
        step(6, FLOOD, hears=None, here=(), over=True),
        step(9, FLOOD, hears=None, over=True),
        step(120, FLOOD, hears=(FLOOD, TONE), over=True),
        step(126, FLOOD, hears=(FLOOD, "vi"), over=True),
    ],
    "a voice that comes during the tone is heard after it": [
        step(0, FLOOD, hears=(FLOOD, TONE), here=()),
        step(6, FLOOD, hears=(FLOOD, "hre"), here=("hre",), over=True),
        step(20, FLOOD, hears=None, over=True),
    ],
    "no voice at all: the tone again and again": [
        step(0, "bare/1", hears=("bare/1", TONE)),
        step(6, "bare/1", hears=None, over=True),
        step(120, "bare/1", hears=("bare/1", TONE), over=True),
    ],
    "a new revision begins anew": [
        step(0, FLOOD, hears=(FLOOD, TONE)),
        step(7, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(9, "flood/2", hears=("flood/2", TONE)),
        step(15, "flood/2", hears=("flood/2", "vi2"), over=True),
    ],
    "begun before a restart: the voices at once, no tone first; then as ever": [
        step(0, FLOOD, hears=(FLOOD, "vi"), begun=(FLOOD,)),
        step(20, FLOOD, hears=(FLOOD, "hre"), begun=(FLOOD,), over=True),
        step(40, FLOOD, hears=None, begun=(FLOOD,), over=True),
        step(120, FLOOD, hears=(FLOOD, TONE), begun=(FLOOD,), over=True),
    ],
    "after a restart the voices are waited for, no longer than for a round": [
        step(0, FLOOD, hears=None, begun=(FLOOD,), here=()),
        step(4, FLOOD, hears=(FLOOD, "hre"), begun=(FLOOD,), here=("hre",)),
        step(5, "bare/1", hears=None, begun=("bare/1",)),
        step(124, "bare/1", hears=None, begun=("bare/1",), over=True),
        step(125, "bare/1", hears=("bare/1", TONE), begun=("bare/1",), over=True),
    ],
    "after a restart a voice that comes while another is heard is heard after it": [
        step(0, FLOOD, hears=(FLOOD, "hre"), begun=(FLOOD,), here=("hre",)),
        step(9, FLOOD, hears=(FLOOD, "vi"), begun=(FLOOD,), over=True),
        step(20, FLOOD, hears=None, begun=(FLOOD,), over=True),
        step(120, FLOOD, hears=(FLOOD, TONE), begun=(FLOOD,), over=True),
    ],
    "it stays once though the list of what was begun comes later": [
        step(0, FLOOD, hears=(FLOOD, TONE)),
        step(6, FLOOD, hears=(FLOOD, "vi"), begun=(FLOOD,), over=True),
        step(20, FLOOD, hears=(FLOOD, "hre"), begun=(FLOOD,), over=True),
        step(40, FLOOD, hears=None, begun=(FLOOD,), over=True),
    ],
    "a newer alert cuts in on a voice, which then comes again without its tone": [
        step(0, FLOOD, hears=(FLOOD, TONE)),
        step(6, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(8, STORM, FLOOD, hears=(STORM, TONE)),
        step(14, STORM, FLOOD, hears=(STORM, "storm-vi"), over=True),
        step(30, STORM, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(50, STORM, FLOOD, hears=(FLOOD, "hre"), over=True),
        step(70, STORM, FLOOD, hears=None, over=True),
        step(150, STORM, FLOOD, hears=(FLOOD, TONE), over=True),
        step(156, STORM, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(300, STORM, FLOOD, hears=(FLOOD, "hre"), over=True),
        step(320, STORM, FLOOD, hears=(STORM, TONE), over=True),
    ],
    "two at once: both tones are heard out": [
        step(0, STORM, FLOOD, hears=(STORM, TONE)),
        step(3, STORM, FLOOD, hears=(STORM, TONE)),
        step(6, STORM, FLOOD, hears=(FLOOD, TONE), over=True),
        step(12, STORM, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(20, STORM, FLOOD, hears=(FLOOD, "hre"), over=True),
        step(30, STORM, FLOOD, hears=(STORM, "storm-vi"), over=True),
    ],
    "one that stood back and comes again goes on without its tone": [
        step(0, FLOOD, hears=(FLOOD, TONE)),
        step(6, FLOOD, hears=(FLOOD, "vi"), over=True),
        step(9, STORM, hears=(STORM, TONE), begun=(FLOOD,)),
        step(10, FLOOD, hears=(FLOOD, "vi"), begun=(FLOOD, STORM)),
    ],
    "a voice without a tone begins when it is here": [
        step(0, "mute/1", hears=None, here=()),
        step(5, "mute/1", hears=("mute/1", "vi")),
        step(20, "mute/1", hears=None, over=True),
        step(124, "mute/1", hears=None, over=True),
        step(125, "mute/1", hears=("mute/1", "vi"), over=True),
    ],
    "what is past is said once, and after a restart its voice once more": [
        step(0, "past/1", hears=("past/1", TONE)),
        step(6, "past/1", hears=("past/1", "vi"), over=True),
        step(20, "past/1", hears=None, over=True),
        step(90_000, "past/1", hears=None, over=True),
    ],
    "what is past is not called out again after a restart": [
        step(0, "past/1", hears=None, here=(), begun=("past/1",)),
        step(90_000, "past/1", hears=None, here=(), begun=("past/1",)),
        step(90_001, "past/1", hears=("past/1", "vi"), begun=("past/1",)),
        step(90_020, "past/1", hears=None, begun=("past/1",), over=True),
    ],
    "a round longer than its time leaves a pause before the next": [
        step(0, "long/1", hears=("long/1", TONE)),
        step(6, "long/1", hears=("long/1", "vi"), over=True),
        step(50, "long/1", hears=None, over=True),
        step(69, "long/1", hears=None, over=True),
        step(70, "long/1", hears=("long/1", TONE), over=True),
    ],
}


def tone(name: str) -> dict[str, object]:
    made = samples(name)
    places = sorted({*range(0, 200, 7), *range(0, len(made), 997), len(made) - 1})
    return {"samples": len(made), "some": [[place, made[place]] for place in places]}


if __name__ == "__main__":
    rounds = [{"name": name, "steps": steps} for name, steps in ROUNDS.items()]
    tones = {name: tone(name) for name in ("attention", "drill")}
    write(
        "alert_sound.json",
        {"description": ABOUT, "facts": FACTS, "rounds": rounds, "tones": tones},
    )
