import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.document import Document
from content.errors import InvalidInputError

DAYS = st.none() | st.dates()
LINES = st.none() | st.from_regex(r"[A-Za-zĐđơ0-9/-]{1,20}", fullmatch=True)


def test_a_document_reads_what_a_client_writes() -> None:
    document = Document.from_dict(
        {"number": " 118/QĐ-UBND ", "issued_on": "2025-10-06", "signer": "", "source": None}
    )
    assert document == Document(number="118/QĐ-UBND", issued_on=date(2025, 10, 6))
    assert document.to_dict() == {"number": "118/QĐ-UBND", "issued_on": "2025-10-06"}


def test_decomposed_text_is_composed() -> None:
    assert Document.from_dict({"issuer": "Ba Tơ"}).issuer == "Ba Tơ"


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "118",
        {"nummer": "x"},
        {"number": 5},
        {"issued_on": "gestern"},
        {"number": "x\ud800"},
    ],
)
def test_documents_of_the_wrong_shape_are_refused(bad: object) -> None:
    with pytest.raises(InvalidInputError):
        Document.from_dict(bad)


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        (
            Document(effective_from=date(2026, 2, 1), effective_until=date(2026, 1, 1)),
            "document.effective_until",
            "cease to apply before it takes effect",
        ),
        (
            Document(issued_on=date(2026, 2, 1), posted_until=date(2026, 1, 1)),
            "document.posted_until",
            "end before the document's date of issue",
        ),
        (Document(number="x" * 301), "document.number", "301"),
    ],
)
def test_reversed_periods_and_long_fields_are_refused(
    document: Document, field: str, words: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        document.validate()
    assert caught.value.field == field
    assert words in str(caught.value)


def test_a_period_of_one_day_is_fine() -> None:
    Document(effective_from=date(2026, 1, 1), effective_until=date(2026, 1, 1)).validate()


@given(st.builds(Document, number=LINES, issuer=LINES, issued_on=DAYS, posted_until=DAYS))
def test_documents_come_back_from_json(document: Document) -> None:
    assert Document.from_dict(json.loads(json.dumps(document.to_dict()))) == document
