"""Bundles as a server makes them, and everything that can be wrong with one."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from content.alert_sound import voice_files
from content.bundle import CONTENTS, Contents, Part, board_name, root_name, shared_name
from content.trust import Envelope, canonical, digest, is_digest, sign
from player.bundle import take_bundle
from player.bundle_file import BundleFile
from player.cache import Folder
from player.errors import PlayerError
from player.holding import Holding, load
from player.proof_log import ProofLog
from tests.player.simulated_server import SimulatedServer
from tests.vectors.statements import BOARD

Files = dict[str, bytes]
Change = Callable[[Files], None]


def files_of(server: SimulatedServer, board: str = BOARD, **stored: object) -> Files:
    """All that the server would hand to its board now."""
    assert server.identity is not None and server.manifest is not None
    made = {
        board_name(board, "head"): server.head().to_bytes(),
        board_name(board, "identity"): server.identity.to_bytes(),
        board_name(board, "stored"): canonical(stored),
    }
    for number, root in enumerate(server.roots, 1):
        made[root_name(number)] = root.to_bytes()
    for alert, envelope in server.alerts.values():
        made[shared_name("alert", envelope.digest)] = envelope.to_bytes()
        for name in voice_files(alert):
            made |= {shared_name("media", name): server.files[name]} if name in server.files else {}
    manifest = Envelope.from_bytes(server.files[server.manifest], "manifest")
    made[shared_name("manifest", server.manifest)] = server.files[server.manifest]
    payload = json.loads(manifest.payload)
    for entry in payload["items"].values():
        made[shared_name("item", entry["digest"])] = server.files[entry["digest"]]
    for name in payload["media"]:
        made[shared_name("media", name)] = server.files[name]
    return made


def contents_of(files: Mapping[str, bytes], server: SimulatedServer) -> bytes:
    parts = {name: Part(len(data), digest(data)) for name, data in files.items()}
    made = Contents(server.clock.true, (BOARD,), parts).to_payload()
    return sign("bundle", made, server.authority.keys["state"]).to_bytes()


def a_bundle(
    path: Path, server: SimulatedServer, *, before: Change | None = None,
    after: Change | None = None, **stored: object,
) -> Path:  # fmt: skip
    """Write one; `before` changes files that the contents then name, `after` behind their back."""
    files = files_of(server, **stored)
    if before is not None:
        before(files)
    files = {CONTENTS: contents_of(files, server), **files}
    if after is not None:
        after(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


def with_media(server: SimulatedServer, data: bytes) -> str:
    """Publish one notice with a picture; give the picture's digest."""
    server.files[digest(data)] = data
    page = {
        "template": "photo", "title": ["Ảnh"], "blocks": [], "seconds": 10,
        "picture": {"media": digest(data)},
    }  # fmt: skip
    raw = json.dumps({"notice": "p", "title": "Ảnh", "pages": [page]}).encode()
    server.files[digest(raw)] = raw
    origin = "2026-01-01T00:00:00Z"
    item = {"digest": digest(raw), "from": origin, "until": "9999-12-31T23:59:59Z"}
    made = server.authority.manifest({
        "issued_at": origin, "items": {"p": item},
        "media": {digest(data): {"bytes": len(data), "type": "image/jpeg"}},
        "zones": {"main": {"cycles": {"c": [["p", 0, 10]]}, "timeline": [[origin, "c"]]}},
    })  # fmt: skip
    server.manifest = made.digest
    server.files[made.digest] = made.to_bytes()
    assert is_digest(made.digest)
    return digest(data)


class Held(NamedTuple):
    """What a refused bundle must leave as it was."""

    state: object
    score: object
    objects: set[str]


def take(folder: Folder, server: SimulatedServer, path: Path) -> str:
    holding = load(folder, server.clock)
    proof = ProofLog(folder, folder.key(), BOARD)
    with BundleFile(path) as file:
        return take_bundle(holding, proof, {"receipts": proof}, file)


def held(folder: Folder, server: SimulatedServer) -> Held:
    found: Holding = load(folder, server.clock)
    objects = {path.name for path in folder.objects.path.iterdir()}
    return Held(found.state, found.score, objects)


def refused(folder: Folder, server: SimulatedServer, path: Path) -> str:
    """The words of a refusal, which changes nothing."""
    before = held(folder, server)
    with pytest.raises(PlayerError) as caught:
        take(folder, server, path)
    assert held(folder, server) == before
    told = str(caught.value)
    assert path.name in told and "\n" not in told
    return told


def a_flip(name: str) -> Callable[[Files], None]:
    def flip(files: Files) -> None:
        chosen = next(entry for entry in files if entry.startswith(name))
        data = bytearray(files[chosen])
        data[len(data) // 2] ^= 1
        files[chosen] = bytes(data)

    return flip


def as_if_for(board: str) -> Change:
    """Give what is the board's own another board's name."""

    def rename(files: Files) -> None:
        for kind in ("head", "identity", "stored"):
            files[board_name(board, kind)] = files.pop(board_name(BOARD, kind))

    return rename
