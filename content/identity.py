"""A board's identity: where it stands and what is addressed to it, as the server signed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from content.canonical import canonical
from content.envelope import decode_base64, malformed
from content.errors import InvalidInputError, TrustError
from content.instant import format_instant
from content.payload_fields import (
    Payload,
    read_instant,
    read_list,
    read_name,
    read_names,
    read_object,
)
from content.targeting import Addressee, read_point


@dataclass(frozen=True, slots=True)
class Identity:
    """Hold a verified identity; `profile` and `header` stay as on the wire."""

    board: str
    public_key: bytes
    addressee: Addressee
    profile: Mapping[str, object]
    header: Mapping[str, object]
    issued_at: datetime
    digest: str

    @classmethod
    def from_payload(cls, payload: Payload, digest: str) -> "Identity":
        """Read a verified payload. Raises: TrustError (malformed)."""
        return cls(
            board=read_name(payload, "board"),
            public_key=decode_base64(payload.get("public_key")),
            addressee=_addressee(payload),
            profile=read_object(payload, "profile"),
            header=read_object(payload, "header"),
            issued_at=read_instant(payload, "issued_at"),
            digest=digest,
        )

    def check_board(self, board: str) -> None:
        """Refuse another board's identity. Raises: TrustError (wrong_board)."""
        if self.board != board:
            raise TrustError("This identity is another board's.", code="wrong_board")


def identity_payload(
    *,
    addressee: Addressee,
    public_key: str,
    profile: Mapping[str, object],
    header: Mapping[str, object],
    issued_at: datetime,
    approvals: list[object] | None = None,
) -> bytes:
    """Build the bytes to sign; `public_key` is base64."""
    return canonical(
        {
            "kind": "identity",
            "board": addressee.board,
            "public_key": public_key,
            "unit": addressee.unit,
            "path": list(addressee.path),
            "groups": sorted(addressee.groups),
            "tags": sorted(addressee.tags),
            "lat": addressee.lat,
            "lon": addressee.lon,
            "profile": dict(profile),
            "header": dict(header),
            "issued_at": format_instant(issued_at),
            "approvals": approvals or [],
        }
    )


def _addressee(payload: Payload) -> Addressee:
    unit, path = read_name(payload, "unit"), read_names(payload, "path")
    if not path or path[-1] != unit:
        raise malformed("path")
    read_list(payload, "approvals")
    lat, lon = _position(payload)
    return Addressee(
        board=read_name(payload, "board"),
        unit=unit,
        path=path,
        groups=frozenset(read_names(payload, "groups")),
        tags=frozenset(read_names(payload, "tags")),
        lat=lat,
        lon=lon,
    )


def _position(payload: Payload) -> tuple[float | None, float | None]:
    if payload.get("lat") is None or payload.get("lon") is None:
        return None, None
    try:
        return read_point(payload["lat"], payload["lon"], "lat")
    except InvalidInputError as error:
        raise malformed("position") from error
