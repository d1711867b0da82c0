"""A server that speaks: the resources of a test with a voice program put in."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from content.alert import Alert
from server.services.alert_requests import AlertRequest
from server.services.alerting import AlertView, issue_alert
from server.services.resources import Resources
from server.services.speaking import voice_program
from tests.server.board_builders import a_request, officer


def give_voice(resources: Resources, program: str = "espeak-ng") -> Resources:
    """Let the server speak with a program."""
    resources.settings = resources.settings.model_copy(update={"voice_program": program})
    if program == "espeak-ng" and voice_program(resources) is None:
        pytest.fail("espeak-ng is missing: ./check installs it")
    return resources


def a_program(folder: Path, text: str) -> str:
    """Write a program that stands in for the voice."""
    path = folder / "voice"
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def fired(resources: Resources, **fields: Any) -> AlertView:
    """Fire a short alert, so that it is soon spoken."""
    return issue_alert(resources, officer(), short(resources, **fields))


def short(resources: Resources, **fields: Any) -> AlertRequest:
    """An alert of few words by template, kept back until its voice is there."""
    request = a_request(
        resources.clock.now(), **{"urgency": "Expected", "voice_within_s": 8, **fields}
    )
    return replace(request, template_slots={"where": "xã Ba Tơ"})


def await_voices(resources: Resources) -> None:
    """Wait until everything that was begun has been spoken."""
    worker = resources.speech.worker
    if worker is not None:
        worker.join(60)


def heard(alert: Alert) -> dict[str, str]:
    """The sounds of an alert by language."""
    return {one.language: one.audio for one in alert.info if one.audio is not None}
