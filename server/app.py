"""create_app: the only wiring of views, services and the change feed."""

from threading import Thread

from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from server import api, board_api, errors, public_web, staff_web, status_web, thin_link
from server.logs import set_up_logs
from server.services.resources import Resources, open_resources
from server.services.running_lock import RunningLock
from server.settings import load_settings

VIEWS = (status_web, api, board_api, staff_web, public_web)


def create_app(resources: Resources) -> OpenAPI:
    """Return the application with every view package registered."""
    app = OpenAPI(
        "server",
        info=Info(title="Bảng Tin", version="1"),
        doc_ui=False,
        static_folder=None,
    )
    app.extensions["bangtin"] = resources
    errors.register(app)
    thin_link.install(app)
    for views in VIEWS:
        views.register(app, resources)
    return app


def serve() -> OpenAPI:
    """Return the application for gunicorn, in the worker that has patched itself."""
    from server import realtime
    from server.realtime.engine import offload_for

    settings = load_settings()
    set_up_logs(settings.log_level)
    lock = RunningLock(settings.data_dir.resolve(), is_alone=False)
    resources = open_resources(settings, offload=offload_for(settings.engine))
    app = create_app(resources)
    app.extensions["bangtin.lock"] = lock
    if settings.proxies:
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted
        )
    realtime.attach(app, resources)
    Thread(target=staff_web.prepare, args=(app,), daemon=True).start()
    return app
