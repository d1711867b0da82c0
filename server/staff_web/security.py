"""Guards of every answer and every unsafe request: hosts, origins, CSRF, headers."""

import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]

from server.settings import Settings
from server.staff_web.access import is_signed_in

__all__ = ["CSRFError", "install"]

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PAGES = ("staff.", "public.")
_ANY_HOST = ("/healthz", "/readyz")
_WITH_FILES = (
    "staff.create",
    "staff.edit",
    "staff.confirm_alert",
    "staff.send_alert",
    "staff.refill_alert",
)
_YEAR_S = 31_536_000
LARGEST_FORM = 1_000_000
LARGEST_UPLOAD = 48 * 1024 * 1024

csrf = CSRFProtect()


def install(app: Flask, settings: Settings) -> None:
    """Guard the app: host allow-list, same origin and CSRF for pages, headers on all."""
    is_https = settings.address.startswith("https:")
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the Origin check below is the stricter one
        SESSION_COOKIE_NAME="__Host-bangtin-form" if is_https else "bangtin-form",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
    )
    csrf.init_app(app)
    named = allowed_names(settings)

    @app.before_request
    def refuse_foreign_hosts() -> None:
        if request.path not in _ANY_HOST and not is_our_host(request.host, named):
            abort(400, "unknown host")

    @app.before_request
    def guard_pages() -> None:
        g.csp_nonce = secrets.token_urlsafe(16)
        if is_page():
            guard_page()

    @app.after_request
    def harden(answer: Response) -> Response:
        return with_headers(answer, is_https=is_https, is_a_page=is_page())


def guard_page() -> None:
    """Let through what comes from our own forms and can be read; aborts with 403, 404 or 413."""
    if request.method in UNSAFE:
        if not is_same_origin(
            request.headers.get("Origin"), request.headers.get("Referer"), request.host
        ):
            abort(403, "foreign origin")
        # Reading the form writes files to disk: a stranger's must be small.
        if request.endpoint in _WITH_FILES and is_signed_in():
            request.max_content_length = LARGEST_UPLOAD
        csrf.protect()
    if holds_nul():
        abort(404)


def holds_nul() -> bool:
    """Say whether an address or a field holds a NUL, which no browser sends and not every
    database can look up.
    """
    values = (request.path, *request.args.values(), *request.form.values())
    return any("\0" in value for value in values)


def is_page() -> bool:
    """Say whether this request is for a staff or citizens' page (not API, not board)."""
    return (request.endpoint or "").startswith(_PAGES) or request.path.startswith("/staff")


def allowed_names(settings: Settings) -> frozenset[str]:
    """Return the host names this server answers to, besides bare addresses."""
    names = {"localhost", settings.host.lower()}
    public = urlsplit(settings.address).hostname
    if public:
        names.add(public.lower())
    return frozenset(names)


def is_our_host(host: str, named: frozenset[str]) -> bool:
    """Say whether a Host header names us; a bare address cannot be rebound, a name can."""
    name = urlsplit(f"//{host}").hostname or ""
    if name.lower() in named:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_same_origin(origin: str | None, referer: str | None, host: str) -> bool:
    """Say whether an unsafe request comes from our own page; silence is a foreign origin."""
    claimed = origin or referer
    if not claimed or claimed == "null":
        return False
    try:
        return urlsplit(claimed).netloc.lower() == host.lower()
    except ValueError:
        return False


def with_headers(answer: Response, *, is_https: bool, is_a_page: bool) -> Response:
    """Add the security headers an answer does not carry yet."""
    headers = answer.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault(
        "Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
    )
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if is_https:
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR_S}; includeSubDomains")
    if is_a_page:
        headers.setdefault("Content-Security-Policy", page_policy(g.get("csp_nonce", "")))
        headers.setdefault("X-Frame-Options", "DENY")
        if not (request.endpoint or "").endswith(".static"):
            headers.setdefault("Cache-Control", "no-store")
    else:
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    return answer


def page_policy(nonce: str) -> str:
    """Return the content security policy of our pages: own origin, scripts by nonce only."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "media-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
