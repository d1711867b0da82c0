"""Reading CAP: every envelope and encoding, and nothing from what is broken or hostile."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from content.cap import NAMESPACE, CapMsgType, CapReference, CapScope, CapStatus, MalformedCapError
from content.cap_reading import DEEPEST, LARGEST_BYTES, MOST_ALERTS, read_cap
from tests.cap_samples import OWN, REAL, own, read_own

SENT = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)


def changed(name: str, old: str, new: str) -> bytes:
    text = own(name).decode()
    assert old in text
    return text.replace(old, new).encode()


def problem_of(xml: bytes) -> tuple[str, str | None]:
    (read,) = read_cap(xml)
    assert read.message is None and read.problem is not None
    assert read.identifier == "qng-2026-0412"
    assert read.problem.reason.endswith(".") and "{" not in read.problem.reason
    return read.problem.code, read.problem.field


def refused(xml: bytes) -> str:
    with pytest.raises(MalformedCapError) as error:
        read_cap(xml)
    assert "{" not in str(error.value)
    return error.value.code


def test_an_alert_is_read_whole() -> None:
    message = read_own("alert")
    assert message.identifier == "qng-2026-0412" and message.sender == "kttv@quangngai.example.vn"
    assert message.sent == SENT and message.sent.tzinfo is UTC
    (info,) = message.infos
    assert info.language == "vi-VN" and info.categories == ("Met",)
    assert info.event_codes == (("VN-SuKien", "lu"),) and info.response_types == ("Evacuate",)
    assert info.headline == "Lũ lớn trên sông Trà Khúc" and info.instruction is not None
    assert info.instruction.splitlines()[1] == "Không qua ngầm, tràn."
    assert info.expires == datetime(2026, 11, 25, 6, 30, tzinfo=UTC) and info.effective is None
    (area,) = info.areas
    assert area.geocodes == (("GSO", "21115"),) and area.polygons == ()


@pytest.mark.parametrize(
    ("name", "status", "msg_type", "scope"),
    [
        ("exercise", CapStatus.EXERCISE, CapMsgType.ALERT, CapScope.PUBLIC),
        ("system", CapStatus.SYSTEM, CapMsgType.ALERT, CapScope.PUBLIC),
        ("test", CapStatus.TEST, CapMsgType.ALERT, CapScope.PUBLIC),
        ("draft", CapStatus.DRAFT, CapMsgType.ALERT, CapScope.PUBLIC),
        ("restricted", CapStatus.ACTUAL, CapMsgType.ALERT, CapScope.RESTRICTED),
        ("private", CapStatus.ACTUAL, CapMsgType.ALERT, CapScope.PRIVATE),
        ("ack", CapStatus.ACTUAL, CapMsgType.ACK, CapScope.PUBLIC),
        ("error", CapStatus.ACTUAL, CapMsgType.ERROR, CapScope.PUBLIC),
    ],
)
def test_what_a_message_is_for_is_read(
    name: str, status: CapStatus, msg_type: CapMsgType, scope: CapScope
) -> None:
    message = read_own(name)
    assert (message.status, message.msg_type, message.scope) == (status, msg_type, scope)


def test_addresses_and_restriction_are_read() -> None:
    assert read_own("private").addresses == ("truc@quangngai.example.vn", "Phòng trực ban tỉnh")
    assert read_own("restricted").restriction == "Chỉ dùng trong Ban chỉ huy phòng thủ dân sự"


def test_references_name_all_three_marks_and_broken_ones_name_nothing() -> None:
    target = CapReference("kttv@quangngai.example.vn", "qng-2026-0412", SENT)
    assert read_own("update").references == (target,)
    assert read_own("cancel-without-info").references == (target,)
    assert read_own("cancel-without-info").infos == ()
    assert read_own("update-with-broken-references").references == ()


def test_an_area_is_every_shape_and_code_in_it() -> None:
    first, second = read_own("union-of-areas").infos[0].areas
    assert first.polygons == (
        ((15.1, 108.7), (15.1, 108.9), (15.2, 108.9), (15.2, 108.7), (15.1, 108.7)),
    )
    assert first.circles == ((15.05, 108.45, 12.5),) and first.geocodes == (("GSO", "21115"),)
    assert len(second.polygons) == 1


@pytest.mark.parametrize("name", ["prefixed", "utf-16", "bom", "atom", "edxl-de-1"])
def test_any_prefix_encoding_and_envelope_gives_the_same_words(name: str) -> None:
    assert read_own(name).infos == read_own("alert").infos


def test_a_declared_encoding_is_kept_to() -> None:
    (info,) = read_own("iso-8859-1").infos
    assert info.headline == "Crue de la rivière Trà Khúc"
    assert info.areas[0].description == "Trà Bông"


def test_an_alert_is_no_more_real_than_the_envelope_it_came_in() -> None:
    assert read_own("edxl-de-1").status is CapStatus.ACTUAL
    assert read_own("edxl-de-2-exercise").status is CapStatus.EXERCISE


def test_a_list_gives_each_alert_in_its_order_and_one_bad_one_spoils_no_other() -> None:
    found = read_cap(own("list"))
    assert [read.identifier for read in found] == ["ds-1", "ds-2", "ds-3", "ds-4"]
    assert [read.problem and read.problem.code for read in found] == [
        None,
        "missing_field",
        "cap_1_1",
        None,
    ]


def test_cap_1_1_is_known_and_answered_clearly() -> None:
    (read,) = read_cap(own("cap-1-1"))
    assert read.message is None and read.identifier == "cu-1" and read.problem is not None
    assert read.problem.code == "cap_1_1" and "1.1" in read.problem.reason


def test_bytes_for_the_signature_are_the_document_or_the_element_alone() -> None:
    assert read_cap(own("alert"))[0].xml == own("alert")
    (wrapped,) = read_cap(own("edxl-de-1"))
    alone = etree.fromstring(wrapped.xml)
    assert alone.tag == f"{{{NAMESPACE}}}alert"
    assert read_cap(wrapped.xml)[0].message == wrapped.message


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("<scope>Public</scope>", "", "missing_field", "scope"),
        ("<status>Actual</status>", "<status>actual</status>", "bad_value", "status"),
        ("<status>", "<status>Test</status><status>", "repeated_field", "status"),
        ("07:30:00+07:00</sent>", "07:30:00</sent>", "bad_instant", "sent"),
        ("2026-11-25T07", "2026-02-30T07", "bad_instant", "sent"),
        ("13:30:00+07:00", "nay mai", "bad_instant", "info.0.expires"),
        ("<severity>Severe", "<severity>Grave", "bad_value", "info.0.severity"),
        ("<category>Met</category>", "", "missing_field", "info.0.category"),
        ("<event>Lũ trên sông", "<event> ", "missing_field", "info.0.event"),
        ("Lũ trên sông", "Lũ <b>trên</b> sông", "not_text", "info.0.event"),
    ],
)
def test_an_alert_against_the_standard_says_what_is_wrong(
    old: str, new: str, code: str, field: str
) -> None:
    assert problem_of(changed("alert", old, new)) == (code, field)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("<polygon>15,108 15,109 16,109</polygon>", "bad_polygon"),
        ("<polygon>15,108 15,109 16,109 16,108</polygon>", "bad_polygon"),
        ("<polygon>15,108 15,109 16 15,108</polygon>", "bad_point"),
        ("<polygon>95,108 15,109 16,109 95,108</polygon>", "bad_point"),
        ("<circle>15,108</circle>", "bad_circle"),
        ("<circle>15,108 -1</circle>", "bad_circle"),
        ("<circle>15,208 1</circle>", "bad_point"),
        ("<circle>15,108 nan</circle>", "bad_number"),
        ("<circle>15,108 1e9</circle>", "bad_number"),
    ],
)
def test_a_shape_that_is_none_is_refused_rather_than_guessed(shape: str, code: str) -> None:
    xml = changed("alert", "</areaDesc>", f"</areaDesc>{shape}")
    found, field = problem_of(xml)
    assert found == code and field is not None and field.startswith("info.0.area.0.")


@pytest.mark.parametrize(
    "written", ["2026-11-25T00:30:00Z", "2026-11-25T00:30:00-00:00", "2026-11-25T07:30:00.9+07:00"]
)
def test_z_and_fractions_are_understood_for_nothing_is_in_doubt(written: str) -> None:
    (read,) = read_cap(changed("alert", "2026-11-25T07:30:00+07:00", written))
    assert read.message is not None and read.message.sent == SENT


def test_comments_do_not_cut_a_value_and_foreign_elements_are_passed_over() -> None:
    xml = changed("alert", "Lũ trên sông", "Lũ <!-- x -->trên<?p?> sông<![CDATA[ & suối]]>")
    xml = xml.replace(b"<scope>", b'<scope xmlns="urn:la">Private</scope><scope>')
    (read,) = read_cap(xml)
    assert read.message is not None and read.message.infos[0].event == "Lũ trên sông & suối"
    assert read.message.scope is CapScope.PUBLIC


def test_very_likely_of_old_senders_means_likely() -> None:
    (read,) = read_cap(changed("alert", ">Observed<", ">Very Likely<"))
    assert read.message is not None and read.message.infos[0].certainty == "Likely"


@pytest.mark.parametrize("name", ["billion-laughs", "external-entity"])
def test_a_document_type_is_refused_before_anything_of_it_is_used(name: str) -> None:
    assert refused(own(name)) == "hostile_xml"


def test_a_document_type_behind_comments_or_in_another_encoding_is_found() -> None:
    text = own("external-entity").decode().removeprefix('<?xml version="1.0"?>\n')
    assert refused(b"<!-- <alert> --><?x?>\n" + text.encode()) == "hostile_xml"
    assert refused(text.encode("utf-16")) == "hostile_xml"


def test_what_is_no_xml_or_no_cap_is_refused() -> None:
    assert refused(own("cut-short")) == "malformed_cap"
    assert refused(b"") == "malformed_cap"
    assert refused(b"{}") == "malformed_cap"
    assert refused(b"\xff\xfe\xff") == "malformed_cap"
    assert refused(changed("alert", "UTF-8", "NO-SUCH")) == "malformed_cap"
    assert refused(changed("alert", "Lũ trên sông", "Lũ\x07")) == "malformed_cap"
    assert refused(b"<html><body/></html>") == "not_cap"
    assert refused(changed("alert", NAMESPACE, "urn:la")) == "not_cap"


def test_what_is_too_large_too_deep_or_too_many_is_refused() -> None:
    padding = b"<!--" + b"x" * (5 * 1024 * 1024) + b"-->"
    assert len(padding) > LARGEST_BYTES
    assert refused(own("alert") + padding) == "too_large"
    deep = DEEPEST + 1
    assert refused(b"<a>" * deep + b"</a>" * deep) == "hostile_xml"
    assert refused(b"<a>" * 5000 + b"</a>" * 5000) in ("hostile_xml", "malformed_cap")
    one = f'<alert xmlns="{NAMESPACE}"/>'.encode()
    assert refused(b"<a>" + one * (MOST_ALERTS + 1) + b"</a>") == "too_many"


@pytest.mark.parametrize("path", sorted(OWN.glob("*.xml")), ids=lambda path: path.stem)
def test_every_sample_of_ours_is_read_or_refused_in_words(path: Path) -> None:
    try:
        assert read_cap(path.read_bytes())
    except MalformedCapError as error:
        assert str(error)


@pytest.mark.skipif(REAL is None, reason="the real messages are not here")
def test_real_messages_are_read() -> None:
    assert REAL is not None
    outcome: dict[str, str] = {}
    for path in REAL.glob("*.xml"):
        try:
            (read,) = read_cap(path.read_bytes())
            outcome[path.name[:2]] = read.problem.code if read.problem else "read"
        except MalformedCapError as error:
            outcome[path.name[:2]] = error.code
    assert outcome.pop("06") == "missing_field" and outcome.pop("08") == "hostile_xml"
    assert set(outcome.values()) == {"read"} and len(outcome) > 10
