"""The ceremony as its people type it: each holder with a stick, the server in between."""

import io
from pathlib import Path

import pytest

from server import cli
from server.services import root_keys
from server.services.root_guide import printed_guide
from tests.server.officer_builders import PASSPHRASE
from tests.server.operator_builders import audited, one_error_line, with_resources

pytestmark = pytest.mark.usefixtures("operator")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n" * 20))


def made(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    arguments = ["keys", "root-new", str(folder / name), "--name", name, "--passphrase-stdin"]
    assert cli.main(arguments) == 0
    assert "Write on the stick: " in capsys.readouterr().out
    (key,), (public,) = (folder / name).glob("*.key"), (folder / name).glob("*.pub")
    return key, public


def digits_of(path: Path) -> str:
    return root_keys.read_request(path).digits


def test_a_ceremony_by_commands(
    ready: None, said: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (a, a_pub), (b, b_pub), (_, c_pub) = (made(tmp_path, name, capsys) for name in ("a", "b", "c"))
    path = tmp_path / "goc.json"
    holders = [part for pub in (a_pub, b_pub, c_pub) for part in ("--holder", str(pub))]
    assert cli.main(["keys", "request", str(path), *holders, "--threshold", "2"]) == 0
    assert cli.main(["keys", "show", str(path)]) == 0
    shown = capsys.readouterr().out
    assert f"SỐ CỦA YÊU CẦU NÀY: {digits_of(path)}" in shown
    assert cli.main(["keys", "adopt", str(path)]) == 1
    assert "not signed by enough holders" in one_error_line(capsys)
    for key in (a, b):
        signing = ["keys", "sign", str(path), "--key", str(key), "--passphrase-stdin"]
        assert cli.main([*signing, "--digits", digits_of(path)]) == 0
    assert "All are there" in capsys.readouterr().out
    assert cli.main(["keys", "forget-root"]) == 1
    assert "adopt a root" in one_error_line(capsys)
    assert cli.main(["keys", "adopt", str(path)]) == 0
    assert "keys forget-root" in capsys.readouterr().out
    assert cli.main(["keys", "forget-root"]) == 0
    assert cli.main(["keys", "forget-root"]) == 0
    assert "No root key lies here" in capsys.readouterr().out
    assert cli.main(["doctor"]) == 0
    assert "ok       root key: offline" in capsys.readouterr().out
    assert cli.main(["keys", "adopt", str(path)]) == 1
    assert "root 2 counts" in one_error_line(capsys)
    assert [action for action, *_ in audited() if action.startswith("keys.")] == [
        "keys.rotated", "keys.rotated", "keys.root_removed",
    ]  # fmt: skip
    assert with_resources(lambda resources: resources.keyring.trusted.version) == 2


def test_a_request_never_takes_the_place_of_a_file(
    ready: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "goc.json"
    path.write_text("kept")
    assert cli.main(["keys", "request", str(path)]) == 1
    assert "is there already" in one_error_line(capsys)
    assert path.read_text() == "kept"


def test_a_wrong_passphrase_signs_nothing(
    ready: None, said: None, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    key, public = made(tmp_path, "a", capsys)
    path = tmp_path / "goc.json"
    assert cli.main(["keys", "request", str(path), "--holder", str(public)]) == 0
    before = path.read_bytes()
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("nothing of the kind\n"))
    signing = ["keys", "sign", str(path), "--key", str(key), "--passphrase-stdin"]
    assert cli.main([*signing, "--digits", digits_of(path)]) == 1
    assert "passphrase is wrong" in one_error_line(capsys)
    assert cli.main(signing) == 1
    assert "Give --digits" in one_error_line(capsys)
    assert path.read_bytes() == before


def test_the_two_passphrases_must_be_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([PASSPHRASE, "another"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert cli.main(["keys", "root-new", str(tmp_path / "usb"), "--name", "Lan"]) == 1
    assert "not the same" in one_error_line(capsys)
    assert not (tmp_path / "usb").exists()


def test_the_guide_is_a_page_that_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["keys", "guide"]) == 0
    page = capsys.readouterr().out
    assert page.rstrip() == printed_guide()
    for word in ("root-new", "request", "show", "sign", "adopt", "forget-root"):
        assert f"keys {word}" in page
    assert "@page" in page
    assert "{{" not in page
