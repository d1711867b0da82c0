"""How gunicorn serves Bảng Tin; everything that varies comes from server.settings."""

import gc
import resource
import warnings

from server.settings import load_settings

# Known and decided: the engine is one setting, gevent is the other (README, Decisions).
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

settings = load_settings()

WORKERS = {
    "eventlet": "deploy.eventlet_worker.EventletWorker",
    "gevent": "deploy.gevent_worker.GeventWorker",
}

wsgi_app = "server.app:serve()"
bind = f"{settings.host}:{settings.port}"
worker_class = WORKERS[settings.engine]
workers = 1  # a board's socket lives in one process; more processes need a broker
worker_connections = 20_000
backlog = 4096
timeout = 60
graceful_timeout = 10
keepalive = 30
sendfile = False  # the hub's sockets never block, os.sendfile wants ones that do
control_socket_disable = True
certfile = str(settings.tls_cert) if settings.tls_cert else None
keyfile = str(settings.tls_key) if settings.tls_key else None
http_protocols = "h1"
loglevel = "warning"
errorlog = "-"
accesslog = None
proc_name = "bangtin"


def on_starting(server: object) -> None:
    """Allow as many open files as the system lets us: one a board."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def post_worker_init(worker: object) -> None:
    """Keep the collector off what lives as long as the process, and its young turns short."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 1_000)
