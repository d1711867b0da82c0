"""Every setting of the server; the only reader of the environment."""

import os
import socket
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from server import outgoing_settings

PROJECT_DIR = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting cannot be used; the text says which and why."""


class Settings(BaseSettings):
    """Environment variables `BANGTIN_<NAME>` with their defaults."""

    model_config = SettingsConfigDict(env_prefix="BANGTIN_", frozen=True, extra="ignore")

    data_dir: Path = Field(Path("var"), description="database, media and keys live here")
    database_url: str = Field("", description="SQLAlchemy address; empty: SQLite in data_dir")
    redis_url: str = Field("", description="joins several processes; empty: one process")
    media_url: str = Field("", description="folder for media; empty: data_dir/media")
    engine: Literal["eventlet", "gevent"] = Field("eventlet", description="realtime engine")
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    public_url: str = Field("", description="address people and boards use; empty: host and port")
    tls_cert: str = Field("", description="certificate file; with tls_key: https")
    tls_key: str = Field("", description="private key file of tls_cert")
    board_page_dir: Path = Field(
        PROJECT_DIR / "player" / "page" / "dist", description="the built board page"
    )
    fonts_dir: Path = Field(
        Path("/usr/share/fonts/truetype/noto"), description="folder with NotoSans-*.ttf"
    )
    proxies: int = Field(0, ge=0, le=5, description="trusted reverse proxies before this server")
    push: bool = Field(True, description="push over sockets; off: status exchange alone")
    smtp_url: str = Field("", repr=False, description="mail server; empty: no mail is sent")
    mail_from: str = Field("", validate_default=True, description="sender of mail")
    webhook_url: str = Field("", description="SMS or chat gateway; empty: none is called")
    webhook_secret: str = Field(
        "", repr=False, validate_default=True, description="signs what the gateway is sent"
    )
    inside_hosts: str = Field("", description="hosts of the own network the server may call")
    media_quota_gb: float = Field(4.0, gt=0, description="most media of one unit, in GB")
    media_keep_days: int = Field(30, ge=1, description="unused media go after so many days")
    cap_keep_days: int = Field(
        365, ge=1, description="messages from outside of which nothing came go after so many days"
    )
    voice_program: str = Field(
        "espeak-ng", description="speaks alerts where it is installed; empty: tone alone"
    )
    loudspeaker_dir: str = Field(
        "", description="folder in which alerts are handed to loudspeakers; empty: they are not"
    )
    second_factor: Literal["optional", "required"] = Field(
        "optional", description="required: who approves or alerts needs one after signing in"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least level that is logged"
    )

    @property
    def database_address(self) -> str:
        """Return the SQLAlchemy address of the database in use."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'bangtin.db'}"

    @property
    def media_dir(self) -> Path:
        """Return the folder that holds media files."""
        return Path(self.media_url.removeprefix("file://") or self.data_dir / "media").resolve()

    @property
    def spool_dir(self) -> Path:
        """Return the owner-only folder of uploads that are not media yet."""
        return self.data_dir.resolve() / "uploads"

    @property
    def keys_dir(self) -> Path:
        """Return the owner-only folder of private keys."""
        return self.data_dir.resolve() / "keys"

    @property
    def witness_path(self) -> Path:
        """Return the file of signed audit heads."""
        return self.data_dir.resolve() / "audit.heads"

    @property
    def address(self) -> str:
        """Return the server's public address without a trailing slash."""
        if self.public_url:
            return self.public_url.rstrip("/")
        scheme = "https" if self.tls_cert else "http"
        shown = _machine_address() if self.host in ("0.0.0.0", "::") else self.host
        return f"{scheme}://{shown}:{self.port}"

    @property
    def inside_names(self) -> frozenset[str]:
        """Return the host names of the own network that this server may call."""
        return frozenset(name.strip().lower() for name in self.inside_hosts.split(",") if name)

    @field_validator("smtp_url")
    @classmethod
    def _check_mail_server(cls, value: str) -> str:
        if value:
            outgoing_settings.check_mail_server(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_sender(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("smtp_url") and "@" not in value:
            raise ValueError("mail needs a sender such as bangtin@example.vn; set it")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _check_gateway(cls, value: str) -> str:
        if value:
            outgoing_settings.check_gateway(value)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("webhook_url") or value:
            outgoing_settings.check_secret(value)
        return value

    @field_validator("redis_url")
    @classmethod
    def _refuse_broker(cls, value: str) -> str:
        if value:
            raise ValueError("this version runs as one process and joins no others; unset it")
        return value

    @field_validator("media_url")
    @classmethod
    def _refuse_remote_media(cls, value: str) -> str:
        if "://" in value and not value.startswith("file:///"):
            raise ValueError("this version keeps media in a folder; name one, or unset it")
        return value


@cache
def _machine_address() -> str:
    """Return the address others reach this machine by; asks the routing table, sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def load_settings(**overrides: object) -> Settings:
    """Read the environment.

    Raises: SettingsError naming the first variable that cannot be used.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "BANGTIN_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from error


def environment_of(settings: Settings) -> dict[str, str]:
    """Return this process's environment with the settings in use written into it."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return dict(os.environ) | {f"BANGTIN_{name.upper()}": str(v) for name, v in values.items()}
