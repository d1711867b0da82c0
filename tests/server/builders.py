"""Builders of what server tests start from."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.clock import Clock
from server.settings import Settings

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class FixedClock(Clock):
    """A clock that moves only when a test moves it."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()

    def sleep(self, seconds: float) -> None:
        time.sleep(0.001)

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def some_settings(data_dir: Path, **overrides: object) -> Settings:
    """Settings for a server in `data_dir`, whatever the environment says."""
    values: dict[str, object] = {
        "data_dir": data_dir,
        "database_url": "",
        "redis_url": "",
        "media_url": "",
        "public_url": "http://127.0.0.1:8000",
        "tls_cert": "",
        "tls_key": "",
        "voice_program": "",
        "loudspeaker_dir": "",
        **overrides,
    }
    return Settings(**values)  # type: ignore[arg-type]
