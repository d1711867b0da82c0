"""Fixtures of every test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright
from xdist.remote import Producer

from tests.failures import FailuresNamed
from tests.scheduling import BrowsersApart

CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")  # as boards start it
_SHELL = "/usr/bin/chromium-headless-shell"  # draws the same pages, with no windows around them
HEADLESS = _SHELL if Path(_SHELL).exists() else CHROMIUM

# With it pytest compares whole pictures byte by byte in words, which takes hours when they differ.
os.environ.pop("CI", None)

settings.register_profile(
    "bangtin", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("bangtin")
expect.set_options(timeout=60_000)  # what is waited for comes late on a busy machine


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the server's tests in memory run on a private PostgreSQL instead of SQLite."""
    parser.addoption("--postgres", action="store_true", help="give `resources` PostgreSQL")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of all tests: Playwright allows no second one beside it."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=HEADLESS, args=["--no-sandbox"])
        yield launched
        launched.close()


def pytest_configure(config: pytest.Config) -> None:
    """Name failures as they come."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailuresNamed(config), "failures_named")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BrowsersApart:
    """Share the files out among the workers."""
    return BrowsersApart(config, log)
