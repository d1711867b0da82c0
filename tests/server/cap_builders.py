"""CAP messages of our own, and who signs them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import DigestAlgorithm, SignatureMethod
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner
from sqlalchemy import select

from content.cap_source import CapSourceKind, CapSourceWish
from server.services import cap_intake, cap_sources
from server.services.actor import Actor, Role
from server.services.alert_views import AlertView
from server.services.alerting import list_alerts
from server.services.publishing import list_notices
from server.services.publishing_views import NoticeView
from server.services.resources import Resources
from server.storage.tables import AuditRow, CapMessageRow
from tests.server.board_builders import officer
from tests.server.builders import START
from tests.server.staff_builders import an_actor

_ABOVE = Path(__file__).resolve().parents
SAMPLES = next(
    (one / "shared/data/cap" for one in _ABOVE if (one / "shared/data/cap").is_dir()),
    _ABOVE[2].parent / "shared/data/cap",
)
CAP = "urn:oasis:names:tc:emergency:cap:1.2"
LATER = START + timedelta(minutes=10)
SENDER = "pctt@quangngai.gov.vn"
AREA = "<geocode><valueName>GSO</valueName><value>20857</value></geocode>"


def cap_time(at: datetime) -> str:
    """An instant as CAP 1.2, 3.3.2 wants it: whole seconds, with an offset, never Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


@dataclass(frozen=True)
class Signer:
    """A key with its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        public = self.certificate.public_key()
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(serialization.Encoding.PEM, form).decode()


@cache
def a_signer(name: str = "Chi cục PCTT", authority: Signer | None = None) -> Signer:
    """A signer; with an authority, one that this authority certifies."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = subject if authority is None else authority.certificate.subject
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .sign(key if authority is None else authority.key, hashes.SHA256())
    )
    return Signer(key, made)


def a_cap(**fields: str) -> bytes:
    """A flood warning of the province for the commune Ba Tơ; `info` and `area` replace whole."""
    values = {
        "identifier": "QN-2026-001",
        "sender": SENDER,
        "sent": cap_time(START),
        "status": "Actual",
        "kind": "Alert",
        "scope": "<scope>Public</scope>",
        "references": "",
        "language": "vi",
        "event": "Lũ quét",
        "urgency": "Immediate",
        "severity": "Extreme",
        "certainty": "Observed",
        "expires": f"<expires>{cap_time(START + timedelta(hours=2))}</expires>",
        "headline": "LŨ QUÉT TRÊN SÔNG LIÊN",
        "description": "Nước lên nhanh ở thôn Nước Nẻ.",
        "instruction": "Rời bờ suối, lên chỗ cao ngay.",
        "resource": "",
        "area": f"<area><areaDesc>Xã Ba Tơ</areaDesc>{AREA}</area>",
        **fields,
    }
    info = (
        "<info><language>{language}</language><category>Met</category><event>{event}</event>"
        "<urgency>{urgency}</urgency><severity>{severity}</severity>"
        "<certainty>{certainty}</certainty>{expires}"
        "<senderName>Chi cục Phòng chống thiên tai</senderName>"
        "<headline>{headline}</headline><description>{description}</description>"
        "<instruction>{instruction}</instruction>{resource}{area}</info>"
    ).format_map(values)
    references = values["references"]
    head = (
        '<alert xmlns="{cap}"><identifier>{identifier}</identifier><sender>{sender}</sender>'
        "<sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType>{scope}"
    ).format_map({**values, "cap": CAP})
    named = f"<references>{references}</references>" if references else ""
    return (head + named + values.get("info", info) + "</alert>").encode()


def refer(identifier: str = "QN-2026-001", sent: datetime = START, sender: str = SENDER) -> str:
    """A reference as it stands in `references`."""
    return f"{sender},{identifier},{cap_time(sent)}"


def signed(message: bytes, signer: Signer) -> bytes:
    """The message with an enveloped signature over all of it."""
    made = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    ).sign(etree.fromstring(message), key=signer.key, cert=[signer.certificate])
    return bytes(etree.tostring(made, encoding="utf-8"))


def a_wish(**fields: Any) -> CapSourceWish:
    """A source that sends by itself and is trusted as far as new ones are."""
    values: dict[str, Any] = {"name": "Chi cục PCTT tỉnh", "kind": CapSourceKind.PUSH, **fields}
    return CapSourceWish(**values)


def a_source(resources: Resources, unit_id: str = "province", **fields: Any) -> str:
    """Add a source that speaks for a unit; give its id."""
    admin = an_actor(Role.ADMINISTRATOR, unit_id)
    return cap_sources.add_source(resources, admin, unit_id, a_wish(**fields)).id


def send(
    resources: Resources, body: bytes, source: str | None = None, actor: Actor | None = None
) -> list[tuple[str | None, str]]:
    """Send a document as an officer's token does; give identifiers and decisions."""
    found = cap_intake.take_cap(resources, actor or officer(), source, body)
    return [(one.identifier, one.decision) for one in found]


def messages(resources: Resources) -> list[CapMessageRow]:
    """Every message that was kept, the first that came first."""
    query = select(CapMessageRow).order_by(CapMessageRow.received_at, CapMessageRow.id)
    return list(resources.database.read(lambda session: session.scalars(query).all()))


def message_of(resources: Resources, identifier: str) -> CapMessageRow:
    """The one message with this identifier."""
    found = [row for row in messages(resources) if row.identifier == identifier]
    assert len(found) == 1, [row.identifier for row in messages(resources)]
    return found[0]


def alerts(resources: Resources) -> list[AlertView]:
    """Every alert of the province, the newest first."""
    return list(list_alerts(resources, officer()).items)


def notices(resources: Resources) -> list[NoticeView]:
    """Every notice of the province, the newest first."""
    return list(list_notices(resources, an_actor(Role.ADMINISTRATOR, "province")).items)


def actions(resources: Resources) -> list[str]:
    """What the audit tells of messages and sources, the first first."""
    query = select(AuditRow.action).where(AuditRow.action.startswith("cap."))
    ordered = query.order_by(AuditRow.seq)
    return list(resources.database.read(lambda session: session.scalars(ordered).all()))


def an_update(**fields: str) -> bytes:
    """The next message about the flood, ten minutes later."""
    values = {"identifier": "QN-2026-002", "kind": "Update", "sent": cap_time(LATER), **fields}
    return a_cap(**{"references": refer(), **values})


def a_cancel(**fields: str) -> bytes:
    """The end of the flood, without a word."""
    values = {"identifier": "QN-2026-009", "kind": "Cancel", "sent": cap_time(LATER), "info": ""}
    return a_cap(**{"references": refer(), **values, **fields})
