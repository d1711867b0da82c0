"""Hands this process over to gunicorn, after looking whether it can listen at all."""

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from server.operator_error import OperatorError
from server.settings import PROJECT_DIR, Settings, environment_of

CONFIG = PROJECT_DIR / "deploy" / "gunicorn.conf.py"


def serve(settings: Settings) -> NoReturn:
    """Become gunicorn; signals reach it directly. Raises: OperatorError."""
    check(settings)
    arguments = [sys.executable, "-m", "gunicorn", "-c", str(CONFIG)]
    arguments += ["--pythonpath", str(PROJECT_DIR)]
    sys.stdout.flush()
    os.execve(sys.executable, arguments, environment_of(settings))


def check(settings: Settings) -> None:
    """Find out what would keep gunicorn from listening. Raises: OperatorError."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise OperatorError("BANGTIN_TLS_CERT and BANGTIN_TLS_KEY only work together; set both")
    for name in (settings.tls_cert, settings.tls_key):
        if name and not os.access(Path(name), os.R_OK):
            raise OperatorError(f"{name}: cannot be read; name a certificate and its key")
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise OperatorError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror});"
            " choose another with --host and --port"
        ) from error
