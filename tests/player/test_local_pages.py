"""Who on loopback may look, and who may report."""

import pytest

from content.trust import encode_base64, token_message
from player.board_key import BoardKey
from player.errors import RejectedError
from player.local_pages import LocalPages


def test_only_a_page_with_the_secret_of_this_run_may_report() -> None:
    pages, ours, stranger = LocalPages(), BoardKey.create(), BoardKey.create()
    token = pages.collect(pages.begin(ours.public, pages.secret))
    assert pages.page_of(token).may_report
    for link in (None, "", "guess", pages.secret + "x"):
        token = pages.collect(pages.begin(stranger.public, link))
        assert not pages.page_of(token).may_report
    assert LocalPages().secret != pages.secret


def test_a_page_that_comes_back_by_its_key_may_still_report() -> None:
    pages, key = LocalPages(), BoardKey.create()
    first = pages.collect(pages.begin(key.public, pages.secret))
    pages.send_away()
    with pytest.raises(RejectedError):
        pages.page_of(first)
    assert pages.page_of(pages.collect(pages.begin(key.public, None))).may_report


def test_a_nonce_is_good_once_and_only_for_a_known_key() -> None:
    pages, key = LocalPages(), BoardKey.create()
    pages.begin(key.public, pages.secret)

    def signed(signer: BoardKey, nonce: str) -> str:
        return encode_base64(signer.signer.sign(token_message("b1", nonce)))

    nonce = pages.challenge()
    assert pages.page_of(pages.renew("b1", nonce, signed(key, nonce))).may_report
    for other, made in ((key, nonce), (BoardKey.create(), pages.challenge())):
        with pytest.raises(RejectedError) as caught:
            pages.renew("b1", made, signed(other, made))
        assert caught.value.code == "token_invalid"
    with pytest.raises(RejectedError):
        pages.renew("b1", pages.challenge(), "no base64")


@pytest.mark.parametrize("public", [None, "", "AAAA", 7, "*" * 44])
def test_what_is_no_key_is_refused(public: object) -> None:
    with pytest.raises(RejectedError) as caught:
        LocalPages().begin(public, None)
    assert caught.value.code == "malformed"


def test_a_code_is_collected_once_and_the_oldest_page_is_forgotten() -> None:
    pages, key = LocalPages(), BoardKey.create()
    device = pages.begin(key.public, None)
    token = pages.collect(device)
    for wrong in (device, "x", None):
        with pytest.raises(RejectedError) as caught:
            pages.collect(wrong)
        assert caught.value.code == "expired_token"
    for _ in range(64):
        pages.begin(BoardKey.create().public, None)
    with pytest.raises(RejectedError):
        pages.page_of(token)
