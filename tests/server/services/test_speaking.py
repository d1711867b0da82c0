import threading
from pathlib import Path

import pytest

from content.errors import TooLargeError
from server.services import speaking
from server.services.resources import Resources
from server.services.speaking import (
    MOST_WAITING,
    Readiness,
    SpeechDesk,
    Words,
    begin,
    name_of,
    readiness,
    speak,
    spoken_by_name,
)
from tests.server.voice_builders import a_program, await_voices, give_voice

WORDS: Words = (("vi", "Khẩn cấp. Lên chỗ cao ngay."),)
OTHER: Words = (("en", "Emergency."),)


def count_children(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    plain = speaking.run_child
    monkeypatch.setattr(
        speaking, "run_child", lambda task, *rest: (seen.append(task), plain(task, *rest))[1]
    )
    return seen


def test_scripts_are_spoken_once_and_kept(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)
    seen = count_children(monkeypatch)
    made = speak(resources, [WORDS, OTHER], 30)
    assert set(made) == {WORDS, OTHER} and len(seen) == 1
    for sound in made.values():
        assert resources.media.path(sound.sha256).stat().st_size == sound.bytes
        assert sound.to_dict()["type"] == "audio/mp4" and sound.seconds > 0.5
    assert speak(resources, [OTHER], 30) == {OTHER: made[OTHER]}
    assert len(seen) == 1


def test_a_sound_whose_file_is_gone_is_made_again_with_the_same_bytes(
    resources: Resources,
) -> None:
    give_voice(resources)
    first = speak(resources, [WORDS], 30)[WORDS]
    resources.media.delete(first.sha256)
    assert speak(resources, [WORDS], 30)[WORDS] == first
    assert resources.media.has(first.sha256)


def test_without_a_program_nothing_is_spoken(resources: Resources) -> None:
    give_voice(resources, "")
    assert speak(resources, [WORDS], 30) == {}
    give_voice(resources, "no-such-program")
    assert speak(resources, [WORDS], 30) == {}


def test_a_program_that_breaks_costs_the_voice_and_nothing_else(
    resources: Resources, tmp_path: Path
) -> None:
    give_voice(resources, a_program(tmp_path, "exit 3"))
    assert speak(resources, [WORDS], 30) == {}


def test_no_time_means_no_voice(resources: Resources) -> None:
    give_voice(resources)
    assert speak(resources, [WORDS], 0) == {}


def test_a_program_that_hangs_is_ended_when_the_time_is_up(
    resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources, a_program(tmp_path, "exec sleep 600"))
    readings = iter([0.0, 0.0, 1.0, 1.5, 2.5])
    monkeypatch.setattr(resources.clock, "monotonic_s", lambda: next(readings, 9.0))
    assert speak(resources, [WORDS], 2.0) == {}


def test_a_full_disk_costs_the_voice_and_nothing_else(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)

    def full(*_: object) -> None:
        raise TooLargeError("full", code="storage_full")

    monkeypatch.setattr(speaking, "with_room", full)
    assert speak(resources, [WORDS], 30) == {}


def test_two_who_ask_at_once_share_one_child(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)
    seen = count_children(monkeypatch)
    found: list[object] = []
    asking = [
        threading.Thread(target=lambda: found.append(speak(resources, [WORDS], 30)))
        for _ in range(2)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join(60)
    assert len(seen) == 1 and len(found) == 2 and found[0] == found[1] != {}


def test_what_was_asked_for_is_spoken_by_its_name(resources: Resources) -> None:
    give_voice(resources)
    name = resources.speech.ask(WORDS)
    assert name == name_of(WORDS) and spoken_by_name(resources, "f" * 64) is None
    sound = spoken_by_name(resources, name)
    assert sound is not None and resources.media.has(sound.sha256)


def test_what_is_begun_is_spoken_while_nobody_waits(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)
    names = begin(resources, [WORDS, OTHER])
    assert names == [name_of(WORDS), name_of(OTHER)]
    await_voices(resources)
    assert [readiness(resources, name) for name in names] == [Readiness.READY] * 2
    assert resources.speech.worker is None and not resources.speech.working
    monkeypatch.setattr(speaking, "run_child", None)
    assert set(speak(resources, [WORDS, OTHER], 0)) == {WORDS, OTHER}
    begin(resources, [WORDS])
    assert resources.speech.worker is None


def test_each_voice_counts_as_soon_as_it_is_ready(
    resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first script is spoken, the second hangs: the first must not wait for it."""
    slow = 'read -r first; case "$first" in *Emergency*) exec sleep 600;; esac'
    give_voice(resources, a_program(tmp_path, f'{slow}; echo "$first" | espeak-ng -m "$@"'))
    is_first_there = threading.Event()
    plain = speaking._take_in

    def seen(*given: object) -> bool:
        is_taken = plain(*given)  # type: ignore[arg-type]
        if is_taken:
            is_first_there.set()
        return is_taken

    monkeypatch.setattr(speaking, "_take_in", seen)
    names = begin(resources, [WORDS, OTHER])
    assert is_first_there.wait(60)
    assert set(speak(resources, [WORDS, OTHER], 0)) == {WORDS}
    assert readiness(resources, names[1]) is Readiness.MAKING
    resources.clock.advance(31)
    await_voices(resources)
    assert readiness(resources, names[1]) is Readiness.NONE


def test_without_a_program_nothing_is_begun(resources: Resources) -> None:
    give_voice(resources, "")
    (name,) = begin(resources, [WORDS])
    assert resources.speech.worker is None and readiness(resources, name) is Readiness.NONE


def test_a_program_that_breaks_leaves_nothing_in_line(resources: Resources, tmp_path: Path) -> None:
    give_voice(resources, a_program(tmp_path, "exit 3"))
    (name,) = begin(resources, [WORDS])
    await_voices(resources)
    assert readiness(resources, name) is Readiness.NONE and not resources.speech.working


def test_the_line_is_short_and_the_newest_is_first() -> None:
    desk = SpeechDesk()
    busy = desk.worker = threading.Thread()
    for number in range(MOST_WAITING + 5):
        desk.line_up([str(number)], threading.Thread())
    desk.line_up(["10"], threading.Thread())
    assert desk.worker is busy and len(desk.waiting) == MOST_WAITING
    assert desk.next_in_line() == ["10"]
    assert desk.next_in_line() == [str(MOST_WAITING + 4)]
    assert not desk.is_making("0") and desk.is_making("12")


def test_what_goes_wrong_unforeseen_ends_one_script_alone(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)

    def broken(*_: object) -> None:
        raise RuntimeError("unforeseen")

    with monkeypatch.context() as patch:
        patch.setattr(speaking, "run_child", broken)
        begin(resources, [WORDS])
        await_voices(resources)
    assert resources.speech.worker is None and not resources.speech.working
    (name,) = begin(resources, [OTHER])
    await_voices(resources)
    assert readiness(resources, name) is Readiness.READY
