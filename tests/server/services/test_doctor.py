from pathlib import Path

import pytest

from server.services import doctor
from server.services.audit import record
from server.services.doctor import Finding, Health, examine
from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.builders import START, FixedClock, some_settings


def findings(resources: Resources, **overrides: object) -> dict[str, Finding]:
    settings = some_settings(resources.settings.data_dir, **overrides)
    return {found.about: found for found in examine(settings, FixedClock())}


def test_a_server_in_order_gets_only_the_warning_about_its_root_key(
    resources: Resources, tmp_path: Path
) -> None:
    (tmp_path / "board.html").write_text("x")
    found = findings(resources, board_page_dir=tmp_path)
    bad = {name for name, one in found.items() if one.health is Health.FAILURE}
    assert bad == set()
    assert found["root key"].health is Health.WARNING
    assert found["audit"].says == "1 rows hold"


def test_a_root_key_taken_offline_is_as_it_should_be(resources: Resources) -> None:
    keyring = resources.keyring
    keyring.files.path("root", keyring.trusted.roles["root"].keyids[0]).unlink()
    assert findings(resources)["root key"].health is Health.OK


def test_a_missing_database_is_a_failure_that_says_what_to_run(tmp_path: Path) -> None:
    found = examine(some_settings(tmp_path), FixedClock())
    assert found[0].health is Health.FAILURE
    assert "migrate" in found[0].says
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_a_failure(resources: Resources) -> None:
    path = resources.settings.data_dir / "bangtin.db"
    resources.close()
    content = bytearray(path.read_bytes())
    content[8192:20000] = b"\xff" * (20000 - 8192)
    path.write_bytes(content)
    assert findings(resources)["database"].health is Health.FAILURE


def test_wide_permissions_are_named(resources: Resources) -> None:
    resources.settings.data_dir.chmod(0o755)
    assert findings(resources)["data folder"].health is Health.WARNING
    resources.settings.data_dir.chmod(0o777)
    assert findings(resources)["data folder"].health is Health.FAILURE
    resources.keyring.files.folder.chmod(0o750)
    assert "chmod 700" in findings(resources)["keys"].says


def test_a_spoiled_audit_chain_is_a_failure(resources: Resources) -> None:
    def spoil(session):  # type: ignore[no-untyped-def]
        seq = record(session, at=START, actor=None, action="x", subject="y")
        session.flush()
        session.get(AuditRow, seq).subject = "z"

    resources.database.write(spoil)
    assert findings(resources)["audit"].says.startswith("row 2 is bad")


def test_missing_fonts_page_and_plain_http_are_named(resources: Resources, tmp_path: Path) -> None:
    found = findings(
        resources, fonts_dir=tmp_path, board_page_dir=tmp_path, public_url="http://10.0.0.7"
    )
    assert "fonts-noto-core" in found["fonts"].says
    assert "npm run build" in found["board page"].says
    assert found["address"].health is Health.WARNING


@pytest.mark.parametrize(
    ("free_mb", "health"),
    [(100, Health.FAILURE), (1000, Health.WARNING), (5000, Health.OK)],
)
def test_a_full_disk_is_seen_before_it_is_full(
    resources: Resources, monkeypatch: pytest.MonkeyPatch, free_mb: int, health: Health
) -> None:
    class Usage:
        free = free_mb * 1_000_000

    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage)
    assert findings(resources)["disk"].health is health


def test_an_expired_root_is_a_warning_not_a_failure(resources: Resources) -> None:
    clock = FixedClock()
    clock.advance(6 * 365 * 86_400)
    found = {one.about: one for one in examine(resources.settings, clock)}
    assert found["root"].health is Health.WARNING


def test_a_missing_voice_is_a_warning_that_says_what_to_install(resources: Resources) -> None:
    found = findings(resources, voice_program="no-such-program")["voice"]
    assert found.health is Health.WARNING and "install espeak-ng" in found.says
    assert findings(resources, voice_program="espeak-ng")["voice"].health is Health.OK
    assert findings(resources)["voice"].health is Health.OK
