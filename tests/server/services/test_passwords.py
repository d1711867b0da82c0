"""What passwords are accepted and how they compare."""

import unicodedata

import pytest

from content.errors import InvalidInputError
from server.services import passwords
from server.services.throttle import BusyError
from server.storage.offload import run_here

GOOD = "ruộng bậc thang 27 mùa"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn", "invalid_input"),
        ("x" * 129, "invalid_input"),
        ("password1234", "weak_password"),
        ("aaaaaaaaaaaaaaaa", "weak_password"),
        ("nguyenvanan1", "weak_password"),
        ("ruộng bậc \ud800 thang 27", "invalid_input"),
        ("ruộng bậc\x00thang 27 mùa", "invalid_input"),
    ],
)
def test_bad_passwords_are_refused(password: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        passwords.check_password(run_here, password, about=["nguyenvanan", "Nguyễn Văn An"])
    assert caught.value.field == "password"
    assert caught.value.code == code


@pytest.mark.parametrize("length", [12, 128])
def test_both_ends_of_the_length_are_accepted(length: int) -> None:
    text = ("Kẹo gương, đường phổi; " * 8)[:length] if length > 12 else "kẹo7gương#đp"
    passwords.check_password(run_here, text, about=[])


def test_a_hash_fits_its_password_in_either_unicode_form() -> None:
    stored = passwords.hash_password(run_here, GOOD)
    assert stored.startswith("$argon2id$")
    assert passwords.is_password(run_here, stored, unicodedata.normalize("NFD", GOOD))
    assert not passwords.is_password(run_here, stored, GOOD + "x")
    assert not passwords.is_password(run_here, stored, "\ud800")


def test_without_an_account_nothing_fits() -> None:
    assert not passwords.is_password(run_here, None, "no account has this password")
    assert not passwords.is_password(run_here, "not a hash", GOOD)


def test_too_many_at_once_are_told_to_come_back() -> None:
    def crowd(depth: int) -> None:
        if depth == 0:
            passwords.hash_password(run_here, GOOD)
            return
        waiting_offload = _inside(lambda: crowd(depth - 1))
        passwords.is_password(waiting_offload, None, GOOD)

    with pytest.raises(BusyError):
        crowd(20)


def _inside(before):  # type: ignore[no-untyped-def]
    def offload(work):  # type: ignore[no-untyped-def]
        before()
        return work()

    return offload
