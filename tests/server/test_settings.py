from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.settings import Settings, SettingsError, environment_of, load_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BANGTIN_{name.upper()}", raising=False)


def test_without_a_word_all_lies_in_one_folder() -> None:
    settings = load_settings()
    assert settings.database_address == f"sqlite:///{Path('var/bangtin.db').resolve()}"
    assert settings.media_dir == Path("var/media").resolve()
    assert settings.address == "http://127.0.0.1:8000"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGTIN_DATA_DIR", "/srv/bangtin")
    monkeypatch.setenv("BANGTIN_PUSH", "false")
    monkeypatch.setenv("BANGTIN_PUBLIC_URL", "https://bang.example.vn/")
    settings = load_settings()
    assert settings.keys_dir == Path("/srv/bangtin/keys")
    assert not settings.push
    assert settings.address == "https://bang.example.vn"


def test_a_server_open_to_all_names_an_address_others_can_reach() -> None:
    address = load_settings(host="0.0.0.0", port=9000).address
    assert ip_address(urlsplit(address).hostname or "") != ip_address("0.0.0.0")
    assert urlsplit(address).port == 9000
    assert load_settings(host="10.0.0.7", tls_cert="c", tls_key="k").address.startswith("https:")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("ENGINE", "threads"),
        ("PUSH", "maybe"),
        ("PROXIES", "-1"),
        ("REDIS_URL", "redis://127.0.0.1"),
        ("MEDIA_URL", "s3://bucket"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BANGTIN_{name}", value)
    with pytest.raises(SettingsError, match=f"BANGTIN_{name}"):
        load_settings()


def test_a_child_process_reads_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(port=9123, push=False, data_dir=Path("/srv/x"))
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings
