from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree
from signxml.signer import XMLSigner

from content.errors import InvalidInputError
from server.services.cap_signatures import (
    NOT_SIGNED,
    SignatureError,
    issuer_of,
    read_issuers,
    signed_part,
)
from tests.server.builders import START
from tests.server.cap_builders import CAP, SAMPLES, a_cap, a_signer, signed

DS = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE = f"{{{DS}}}Signature"
SAMPLE = SAMPLES / "10-ipaws-cancel-no-info-signed.xml"
GOOD, OTHER = a_signer(), a_signer("Kẻ lạ")


def headline(part: bytes) -> str | None:
    return etree.fromstring(part).findtext(f".//{{{CAP}}}headline")


def test_what_a_pinned_issuer_signed_is_given_back_without_its_signature() -> None:
    part = signed_part(signed(a_cap(), GOOD), [GOOD.pem], START)
    assert headline(part) == "LŨ QUÉT TRÊN SÔNG LIÊN"
    assert etree.fromstring(part).find(SIGNATURE) is None


def test_a_bare_public_key_may_be_pinned() -> None:
    assert signed_part(signed(a_cap(), GOOD), [GOOD.key_pem], START)
    with pytest.raises(SignatureError):
        signed_part(signed(a_cap(), GOOD), [OTHER.key_pem], START)


def test_a_certificate_that_a_pinned_authority_issued_counts() -> None:
    below = a_signer("Đài khí tượng", GOOD)
    assert signed_part(signed(a_cap(), below), [GOOD.pem], START)
    with pytest.raises(SignatureError):
        signed_part(signed(a_cap(), below), [OTHER.pem], START)


def test_a_certificate_whose_owner_may_not_issue_any_vouches_for_nobody() -> None:
    below = a_signer("Đài khí tượng", GOOD)
    forged = a_signer("Giả danh", below)
    with pytest.raises(SignatureError):
        signed_part(signed(a_cap(), forged), [below.pem], START)


def test_what_is_not_signed_says_so() -> None:
    with pytest.raises(SignatureError, check=lambda error: error.code == NOT_SIGNED):
        signed_part(a_cap(), [GOOD.pem], START)


@pytest.mark.parametrize("what", ["Nước lên nhanh", "Public", "QN-2026-001", "20857"])
def test_one_altered_word_breaks_the_signature(what: str) -> None:
    message = signed(a_cap(), GOOD)
    altered = message.replace(what.encode(), what.upper().encode() + b"x")
    assert altered != message
    with pytest.raises(SignatureError):
        signed_part(altered, [GOOD.pem], START)


def test_an_expired_certificate_signs_no_more() -> None:
    with pytest.raises(SignatureError):
        signed_part(signed(a_cap(), GOOD), [GOOD.pem], datetime(2041, 1, 1, tzinfo=UTC))


def test_of_two_signatures_one_good_one_is_enough_whichever_comes_first() -> None:
    first_good = signed(signed(a_cap(), GOOD), OTHER)
    then_good = signed(signed(a_cap(), OTHER), GOOD)
    for message in (first_good, then_good):
        assert len(etree.fromstring(message).findall(SIGNATURE)) == 2
        assert headline(signed_part(message, [GOOD.pem], START)) == "LŨ QUÉT TRÊN SÔNG LIÊN"


def test_a_stranger_s_signature_beside_the_good_one_covers_no_change() -> None:
    altered = signed(a_cap(), GOOD).replace("Nước lên".encode(), "Nước rút".encode())
    with pytest.raises(SignatureError):
        signed_part(signed(altered, OTHER), [GOOD.pem], START)


def test_a_good_alert_wrapped_into_another_does_not_carry_it() -> None:
    """The signed alert lies inside, its signature at the top: the outer words are not signed."""
    inner = etree.fromstring(signed(a_cap(), GOOD))
    outer = etree.fromstring(a_cap(headline="CÓ ĐỘNG ĐẤT"))
    signature = inner.find(SIGNATURE)
    outer.append(inner)
    outer.append(signature)
    with pytest.raises(SignatureError):
        signed_part(etree.tostring(outer), [GOOD.pem], START)


@pytest.mark.parametrize("uri", ["#inside", "#xpointer(//*)"])
def test_a_reference_to_a_part_signs_no_whole(uri: str) -> None:
    message = signed(a_cap(), GOOD).replace(b'URI=""', f'URI="{uri}"'.encode())
    with pytest.raises(SignatureError):
        signed_part(message, [GOOD.pem], START)


def test_a_signature_over_a_part_alone_is_refused_though_it_is_genuine() -> None:
    whole = etree.fromstring(a_cap(headline="CÓ ĐỘNG ĐẤT"))
    part = etree.fromstring(a_cap())
    part.set("Id", "inside")
    made = XMLSigner(signature_algorithm="ecdsa-sha256").sign(
        part, key=GOOD.key, cert=[GOOD.certificate], reference_uri="#inside"
    )
    signature = made.find(SIGNATURE)
    whole.append(made)
    whole.append(signature)
    with pytest.raises(SignatureError):
        signed_part(etree.tostring(whole), [GOOD.pem], START)


def test_comments_inside_words_are_not_there_to_split_them() -> None:
    message = signed(a_cap(), GOOD).replace("SÔNG LIÊN".encode(), "SÔNG<!-- x --> LIÊN".encode())
    assert headline(signed_part(message, [GOOD.pem], START)) == "LŨ QUÉT TRÊN SÔNG LIÊN"


def test_white_space_between_the_elements_is_kept_as_it_was_signed() -> None:
    spaced = a_cap().replace(b"><", b">\n  <")
    double = signed(signed(spaced, OTHER), GOOD)
    assert headline(signed_part(double, [GOOD.pem], START)) == "LŨ QUÉT TRÊN SÔNG LIÊN"


def test_pinned_blocks_are_split_and_checked() -> None:
    assert read_issuers(f"{GOOD.pem}\n\n{OTHER.key_pem}") == (GOOD.pem, OTHER.key_pem)
    assert read_issuers("  ") == ()
    assert "Chi cục PCTT" in issuer_of(GOOD.pem).name
    broken = GOOD.pem.replace("MII", "AAA", 1)
    for wrong in ("chứng thư", broken, GOOD.pem * 11):
        with pytest.raises(InvalidInputError, check=lambda error: error.field == "issuers"):
            read_issuers(wrong)


def test_a_weak_key_cannot_be_pinned() -> None:
    weak = rsa.generate_private_key(65537, 1024).public_key()
    pem = weak.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(InvalidInputError):
        read_issuers(pem)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared samples are not here")
def test_the_signature_of_a_real_message_holds_and_one_word_breaks_it() -> None:
    message = SAMPLE.read_bytes()
    found = etree.fromstring(message).findtext(f".//{{{DS}}}X509Certificate")
    assert found is not None
    pem = f"-----BEGIN CERTIFICATE-----\n{found}\n-----END CERTIFICATE-----\n"
    then = datetime(2019, 4, 19, 18, 0, tzinfo=UTC)
    part = signed_part(message, [pem], then)
    assert b"<msgType>Cancel</msgType>" in part
    with pytest.raises(SignatureError):
        signed_part(message.replace(b">Cancel<", b">Update<"), [pem], then)
    with pytest.raises(SignatureError):
        signed_part(message, [GOOD.pem], then)
