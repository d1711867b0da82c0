import json
from pathlib import Path

import pytest

from content.errors import ContentError
from server.operator_error import OperatorError
from server.services.root_keys import (
    make_root_key,
    open_root_key,
    read_request,
    read_root_public,
    sign_request,
)
from tests.content.test_root_request import a_request
from tests.server.officer_builders import PASSPHRASE


def test_a_holders_key_opens_with_its_passphrase_and_lies_nowhere_in_the_clear(
    tmp_path: Path,
) -> None:
    made = make_root_key(tmp_path / "usb", "Nguyễn Thị Lan", PASSPHRASE)
    assert made.private.name.startswith("root-nguyen-thi-lan-")
    assert made.private.stat().st_mode & 0o077 == 0
    signer = open_root_key(made.private, PASSPHRASE)
    public = read_root_public(made.public)
    assert (public.name, public.public) == ("Nguyễn Thị Lan", signer.public)
    assert made.digits == public.digits
    secret = signer.private.private_bytes_raw()
    assert all(secret not in file.read_bytes() for file in (tmp_path / "usb").iterdir())


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    made = make_root_key(tmp_path, "Lan", PASSPHRASE)
    with pytest.raises(OperatorError, match="passphrase is wrong"):
        open_root_key(made.private, PASSPHRASE + "x")


def test_a_name_written_over_another_is_found_out(tmp_path: Path) -> None:
    made = make_root_key(tmp_path, "Lan", PASSPHRASE)
    made.private.write_text(made.private.read_text().replace('"Lan"', '"Son"'))
    with pytest.raises(OperatorError, match="passphrase is wrong, or the file is damaged"):
        open_root_key(made.private, PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["short", "password1234", "aaaaaaaaaaaa"])
def test_a_weak_passphrase_makes_no_key(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(ContentError):
        make_root_key(tmp_path / "usb", "Lan", passphrase)
    assert not (tmp_path / "usb").exists()


def test_a_key_without_a_name_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="--name"):
        make_root_key(tmp_path, " ", PASSPHRASE)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"kind":"root-key","name":1,"public":"x"}', "x" * 70_000,
     '{"kind":"root-key","name":"x","public":"eA==","salt":1}',
     '{"kind":"root-public","name":"x","public":"eA=="}',
     '{"kind":"root-public","name":"x","public":"?"}'],
)  # fmt: skip
def test_other_files_are_no_keys(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x"
    path.write_text(content)
    with pytest.raises(OperatorError, match="not a root key's file"):
        open_root_key(path, PASSPHRASE)
    with pytest.raises(OperatorError, match="not a root key's file"):
        read_root_public(path)


def test_a_request_is_signed_only_with_the_digits_that_were_compared(tmp_path: Path) -> None:
    path, made = tmp_path / "goc.json", make_root_key(tmp_path, "Lan", PASSPHRASE)
    request = a_request()
    path.write_bytes(request.to_bytes())
    with pytest.raises(OperatorError, match="not the digits"):
        sign_request(path, "0000 1111", made.private, PASSPHRASE)
    with pytest.raises(OperatorError, match="signs neither"):
        sign_request(path, request.digits, made.private, PASSPHRASE)
    assert read_request(path) == request


def test_a_damaged_request_is_named(tmp_path: Path) -> None:
    path = tmp_path / "goc.json"
    path.write_text(json.dumps({"kind": "root-request"}))
    with pytest.raises(OperatorError, match="no request for a root"):
        read_request(path)
