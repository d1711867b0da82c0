import pytest

from server.settings import SettingsError, load_settings
from tests.server.outside_builders import SECRET

MAIL = {"smtp_url": "smtp://u:p@mail.example", "mail_from": "bangtin@example.vn"}
GATEWAY = {"webhook_url": "https://sms.example/hook", "webhook_secret": SECRET}


def test_mail_and_a_gateway_can_be_set_up() -> None:
    settings = load_settings(**MAIL, **GATEWAY, inside_hosts="sms.local, 10.0.0.5")
    assert settings.inside_names == {"sms.local", "10.0.0.5"}
    assert "u:p" not in repr(settings)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"smtp_url": "mail.example"}, "SMTP_URL"),
        ({"smtp_url": "smtp://u:p@mail.example?tls=none"}, "SMTP_URL"),
        ({"smtp_url": "smtp://mail.example?tls=maybe"}, "SMTP_URL"),
        ({"smtp_url": "smtp://mail.example:99999"}, "SMTP_URL"),
        ({"mail_from": ""}, "MAIL_FROM"),
        ({"webhook_url": "http://sms.example/"}, "WEBHOOK_URL"),
        ({"webhook_url": "https://u:p@sms.example/"}, "WEBHOOK_URL"),
        ({"webhook_secret": ""}, "WEBHOOK_SECRET"),
        ({"webhook_secret": "changeme"}, "WEBHOOK_SECRET"),
        ({"webhook_secret": "a" * 64}, "WEBHOOK_SECRET"),
    ],
)
def test_a_start_is_refused_with_the_setting_named(changed: dict[str, str], name: str) -> None:
    with pytest.raises(SettingsError, match=f"^BANGTIN_{name}: "):
        load_settings(**{**MAIL, **GATEWAY, **changed})


def test_a_gateway_on_this_machine_may_be_called_by_http() -> None:
    load_settings(webhook_url="http://127.0.0.1:9/x", webhook_secret=SECRET)
