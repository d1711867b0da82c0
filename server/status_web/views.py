"""/healthz, /readyz and /metrics."""

import ipaddress

from flask import Flask, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from server.services.readiness import is_ready
from server.services.resources import Resources

RELAYED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


def register(app: Flask, resources: Resources) -> None:
    """Add the three addresses."""

    @app.get("/healthz")
    def healthz() -> Response:
        return _plain("ok\n")

    @app.get("/readyz")
    def readyz() -> Response:
        if not is_ready(resources):
            return _plain("database unavailable\n", 503)
        return _plain("ready\n")

    @app.get("/metrics")
    def metrics() -> Response:
        is_relayed = any(name in request.headers for name in RELAYED)
        if is_relayed or not is_private(request.remote_addr):
            abort(404)
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def is_private(address: str | None) -> bool:
    """Return whether the address is this machine's or a private network's."""
    try:
        found = ipaddress.ip_address(address or "")
        mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
        return not (mapped or found).is_global  # a dual socket writes IPv4 inside IPv6
    except ValueError:
        return False


def _plain(body: str, status: int = 200) -> Response:
    answer = Response(body, status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
