from pathlib import Path

import pytest

from content.errors import TrustError
from content.root import first_root, next_root
from content.trust import verify
from server.operator_error import OperatorError
from server.services.keyring import rotate_root
from server.services.resources import Resources, open_resources
from tests.server.builders import some_settings


def key_file(resources: Resources, role: str) -> Path:
    keyid = resources.keyring.trusted.roles[role].keyids[0]
    return resources.keyring.files.path(role, keyid)


def test_the_first_start_makes_a_root_that_signs_itself(resources: Resources) -> None:
    root = first_root(resources.keyring.root())
    assert (root.version, root.epoch) == (1, 1)
    assert resources.keyring.is_root_online


def test_each_role_signs_what_it_may_and_nothing_else(resources: Resources) -> None:
    envelope = resources.keyring.sign("state", "head", b'{"kind":"head"}')
    root = resources.keyring.trusted
    assert verify(envelope, root, "state") == {"kind": "head"}
    with pytest.raises(TrustError):
        verify(resources.keyring.sign("content", "head", b'{"kind":"head"}'), root, "state")


def test_a_second_start_uses_the_same_keys(resources: Resources) -> None:
    again = open_resources(resources.settings, clock=resources.clock)
    assert again.keyring.root() == resources.keyring.root()
    assert again.keyring.secret("x") == resources.keyring.secret("x")
    again.close()


def test_two_servers_never_share_a_key_or_a_secret(
    resources: Resources, tmp_path: Path, empty_database: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "bangtin.db").write_bytes(empty_database.read_bytes())
    other = open_resources(some_settings(folder), clock=resources.clock)
    assert not set(other.keyring.trusted.keys) & set(resources.keyring.trusted.keys)
    assert other.keyring.secret("x") != resources.keyring.secret("x")
    other.close()


def test_secrets_differ_by_purpose(resources: Resources) -> None:
    assert resources.keyring.secret("a") != resources.keyring.secret("b")


def test_all_key_files_are_owner_only(resources: Resources) -> None:
    files = list(resources.keyring.files.folder.iterdir())
    assert len(files) == 6
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert resources.keyring.files.folder.stat().st_mode & 0o777 == 0o700


def test_a_rotated_root_follows_the_old_one_and_is_used_at_once(resources: Resources) -> None:
    old = resources.keyring.trusted
    envelope = rotate_root(resources)
    new = next_root(old, envelope)
    assert (new.version, new.epoch) == (2, 1)
    assert resources.keyring.trusted == new
    assert not set(new.keys) & set(old.keys)
    signed = resources.keyring.sign("state", "head", b'{"kind":"head"}')
    assert verify(signed, new, "state")
    assert resources.keyring.roots(1) == (envelope,)
    assert len(resources.keyring.roots(0)) == 2


def test_a_rotation_by_another_process_is_taken_over(resources: Resources) -> None:
    other = open_resources(resources.settings, clock=resources.clock)
    rotate_root(other)
    resources.changes.catch_up()
    assert resources.keyring.trusted == other.keyring.trusted
    other.close()


def test_an_emergency_rotation_opens_a_new_epoch(resources: Resources) -> None:
    rotate_root(resources, is_new_epoch=True)
    assert resources.keyring.epoch == 2


def test_a_root_key_taken_offline_signs_on_but_rotates_only_when_it_is_back(
    resources: Resources,
) -> None:
    path = key_file(resources, "root")
    hidden = path.rename(path.with_suffix(".offline"))
    again = open_resources(resources.settings, clock=resources.clock)
    assert not again.keyring.is_root_online
    again.keyring.sign("alert", "alert", b"{}")
    with pytest.raises(OperatorError, match="root key is offline"):
        rotate_root(again)
    assert again.keyring.trusted.version == 1
    hidden.rename(path)
    assert rotate_root(again)
    again.close()


@pytest.mark.parametrize("role", ["content", "alert", "drill", "state"])
def test_a_key_that_others_may_read_is_refused(resources: Resources, role: str) -> None:
    key_file(resources, role).chmod(0o640)
    with pytest.raises(OperatorError, match="chmod 600"):
        open_resources(resources.settings, clock=resources.clock)


def test_a_folder_that_others_may_read_is_refused(resources: Resources) -> None:
    resources.keyring.files.folder.chmod(0o755)
    with pytest.raises(OperatorError, match="chmod 700"):
        open_resources(resources.settings, clock=resources.clock)


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_broken_key_is_refused_in_one_line(resources: Resources, content: bytes) -> None:
    key_file(resources, "alert").write_bytes(content)
    with pytest.raises(OperatorError, match="not a key of ours") as caught:
        open_resources(resources.settings, clock=resources.clock)
    assert "\n" not in str(caught.value)


def test_a_missing_key_is_refused(resources: Resources) -> None:
    key_file(resources, "drill").unlink()
    with pytest.raises(OperatorError, match="drill key is missing; restore it"):
        open_resources(resources.settings, clock=resources.clock)


def test_a_key_under_another_keys_name_is_refused(resources: Resources) -> None:
    key_file(resources, "alert").write_bytes(key_file(resources, "drill").read_bytes())
    with pytest.raises(OperatorError, match="another key than its name says"):
        open_resources(resources.settings, clock=resources.clock)


@pytest.mark.parametrize("content", ["", "xyz", "00" * 32, "ab" * 8])
def test_a_weak_or_broken_secret_is_refused(resources: Resources, content: str) -> None:
    (resources.keyring.files.folder / "server.secret").write_text(content)
    with pytest.raises(OperatorError, match="too weak|not a key"):
        open_resources(resources.settings, clock=resources.clock)
