"""XML signatures of CAP messages against the pinned issuers of a source.

What is given back is what was signed, never the message as it came, so that nothing wrapped
around a good signature is ever judged. Source: CAP 1.2, 3.3.4.1; XML Signature 1.1.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature as BadSignature
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from content.errors import ContentError, InvalidInputError

MOST_SIGNATURES = 4
MOST_ISSUERS = 10
LONGEST_PEM = 10_000
LEAST_RSA_BITS = 2048
NOT_SIGNED = "cap_not_signed"
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_SIGNATURE = f"{_DS}Signature"
# What may be done to the message before it is digested: nothing that chooses parts of it.
_TRANSFORMS = frozenset(
    {
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    }
)
_REFUSALS = (
    SignXMLException,
    BadSignature,
    UnsupportedAlgorithm,
    etree.LxmlError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)


class SignatureError(ContentError):
    """The message is not signed as its source promises."""

    code = "cap_bad_signature"


@dataclass(frozen=True)
class Issuer:
    """A pinned issuer; `is_authority` when certificates it issued count too."""

    certificate: x509.Certificate
    name: str
    until: datetime | None
    is_authority: bool


def read_issuers(pem: str) -> tuple[str, ...]:
    """Split pinned certificates and keys into their PEM blocks and check each.

    Raises: InvalidInputError.
    """
    blocks = tuple(_blocks(pem))
    if (pem.strip() and not blocks) or len(blocks) > MOST_ISSUERS or len(pem) > LONGEST_PEM * 10:
        raise InvalidInputError(
            "Paste certificates or public keys in PEM: blocks from -----BEGIN to -----END,"
            " {most} at most.",
            field="issuers",
            most=MOST_ISSUERS,
        )
    for block in blocks:
        issuer_of(block)
    return blocks


def issuer_of(pem: str) -> Issuer:
    """Read one pinned certificate or public key. Raises: InvalidInputError."""
    try:
        if "CERTIFICATE" not in pem:
            key = load_pem_public_key(pem.encode())
            _require_strong(key)
            return Issuer(_wrapped(key), _name_of_key(key), None, is_authority=False)
        found = x509.load_pem_x509_certificate(pem.encode())
        _require_strong(found.public_key())
    except InvalidInputError:
        raise
    except _REFUSALS as error:
        raise InvalidInputError(
            "This certificate or key cannot be read. Paste it whole, as its owner gave it.",
            field="issuers",
        ) from error
    name = found.subject.rfc4514_string() or _name_of_key(found.public_key())
    return Issuer(found, name, found.not_valid_after_utc, _is_authority(found))


def signed_part(alert: bytes, pinned: Sequence[str], now: datetime) -> bytes:
    """Give what a pinned issuer signed of one alert: the whole of it, without signatures.

    Of several signatures one good one is enough. Raises: SignatureError.
    """
    root = etree.fromstring(alert, parser=_parser())
    count = len(root.findall(_SIGNATURE))
    if count == 0:
        raise SignatureError("It is not signed, and this source signs.", code=NOT_SIGNED)
    issuers = [issuer_of(pem) for pem in pinned]
    for number in range(min(count, MOST_SIGNATURES)):
        for candidate in _arranged(root, number):
            for certificate in _signers(candidate, issuers, now):
                found = _verified(candidate, certificate, now)
                if found is not None:
                    return found
    raise SignatureError(
        "Its signature is not good: it was changed on the way, or somebody else signed it."
    )


def _verified(root: etree._Element, certificate: x509.Certificate, now: datetime) -> bytes | None:
    try:
        config = SignatureConfiguration(location="./", verification_time=now)
        found = XMLVerifier().verify(root, x509_cert=certificate, expect_config=config)
    except _REFUSALS:
        return None
    if not isinstance(found, VerifyResult) or found.signed_xml is None:
        return None
    return _whole(found, found.signed_xml, root)


def _whole(found: VerifyResult, signed: etree._Element, root: etree._Element) -> bytes | None:
    """Give the signed bytes where they are the whole alert, read by no choosing transform."""
    used = {one.get("Algorithm") for one in found.signature_xml.iter(f"{_DS}Transform")}
    named = {one.get("URI") for one in found.signature_xml.iter(f"{_DS}Reference")}
    whole = {"", *(f"#{root.get(name)}" for name in ("Id", "ID") if root.get(name))}
    if not used <= _TRANSFORMS or not named <= whole or signed.tag != root.tag:
        return None
    for signature in signed.findall(_SIGNATURE):
        _take_out(signature)
    return bytes(etree.tostring(signed, encoding="utf-8"))


def _arranged(root: etree._Element, number: int) -> Iterator[etree._Element]:
    """Give the alert with this signature first: the others left out, then kept.

    Who signs second may have signed the first one's signature too, who signs first cannot.
    """
    for keeps_others in (False, True):
        made = copy.deepcopy(root)
        signatures = made.findall(_SIGNATURE)
        wanted = signatures[number]
        if keeps_others and len(signatures) == 1:
            return
        if not keeps_others:
            for other in signatures:
                if other is not wanted:
                    _take_out(other)
        _take_out(wanted)
        made.insert(0, wanted)
        yield made


def _take_out(signature: etree._Element) -> None:
    """Remove an element and leave the text behind it where it was."""
    parent, before = signature.getparent(), signature.getprevious()
    if parent is None:
        return
    if signature.tail and before is not None:
        before.tail = (before.tail or "") + signature.tail
    elif signature.tail:
        parent.text = (parent.text or "") + signature.tail
    signature.tail = None
    parent.remove(signature)


def _signers(
    root: etree._Element, issuers: Sequence[Issuer], now: datetime
) -> Iterator[x509.Certificate]:
    """Give the certificates to try: the pinned, and what comes along and a pinned one issued."""
    for issuer in issuers:
        yield issuer.certificate
    path = f"{_SIGNATURE}/{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate"
    for element in root.findall(path)[:MOST_SIGNATURES]:
        text = "".join((element.text or "").split())
        pem = f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"
        try:
            carried = x509.load_pem_x509_certificate(pem.encode())
            _require_strong(carried.public_key())
        except _REFUSALS:
            continue
        except InvalidInputError:
            continue
        if any(issuer.is_authority and _issued(carried, issuer, now) for issuer in issuers):
            yield carried


def _issued(carried: x509.Certificate, issuer: Issuer, now: datetime) -> bool:
    authority = issuer.certificate
    if not authority.not_valid_before_utc <= now <= authority.not_valid_after_utc:
        return False
    try:
        carried.verify_directly_issued_by(authority)
    except _REFUSALS:
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return bool(found.value.ca)


def _require_strong(key: object) -> None:
    is_good = isinstance(key, ec.EllipticCurvePublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA_BITS
    )
    if not is_good:
        raise InvalidInputError(
            "Only RSA keys of {bits} bits or more and elliptic curve keys are taken.",
            field="issuers",
            bits=LEAST_RSA_BITS,
        )


def _wrapped(key: object) -> x509.Certificate:
    """Put a bare key into a certificate, which is what the library verifies with."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pinned")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key)  # type: ignore[arg-type]
        .serial_number(1)
        .not_valid_before(datetime(1970, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9998, 1, 1, tzinfo=UTC) + timedelta(days=1))
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )


def _name_of_key(key: object) -> str:
    return "RSA" if isinstance(key, rsa.RSAPublicKey) else "EC"


def _blocks(pem: str) -> Iterator[str]:
    lines: list[str] = []
    for line in pem.splitlines():
        text = line.strip()
        if text.startswith("-----BEGIN "):
            lines = [text]
        elif lines:
            lines.append(text)
        if lines and text.startswith("-----END "):
            yield "\n".join(lines) + "\n"
            lines = []


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
