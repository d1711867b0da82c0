import pytest

from content.speech_tongues import Span, spans_of


def vi(text: str) -> Span:
    return Span("vi", text)


def en(text: str) -> Span:
    return Span("en", text)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Go to high ground now.", (en("Go to high ground now."),)),
        ("Go to Ba Tơ now.", (en("Go to"), vi("Ba Tơ"), en("now."))),
        (
            "Water rises: chân núi các xã Ba Tơ, Ba Vinh, Ba Động.",
            (en("Water rises:"), vi("chân núi các xã Ba Tơ, Ba Vinh, Ba Động.")),
        ),
        ("In Ba Tơ and Ba Động.", (en("In"), vi("Ba Tơ"), en("and"), vi("Ba Động."))),
        ("It comes from 19h00 ngày 14/10.", (en("It comes from"), vi("19h00 ngày 14/10."))),
        ("Safe place: trường THCS Ba Tơ", (en("Safe place:"), vi("trường THCS Ba Tơ"))),
        ("Leave Ba Tơ. No one stays.", (en("Leave"), vi("Ba Tơ."), en("No one stays."))),
    ],
)
def test_vietnamese_names_are_left_to_a_vietnamese_voice(
    text: str, spans: tuple[Span, ...]
) -> None:
    assert spans_of(text, "en") == spans


def test_french_accents_are_not_taken_for_vietnamese() -> None:
    assert spans_of("Montez, évitez les rivières", "fr") == (
        Span("fr", "Montez, évitez les rivières"),
    )
