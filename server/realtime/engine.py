"""The one place that names the async engine: patching, native threads, background tasks."""

import sys
import threading
from collections.abc import Callable
from typing import Any, Literal, cast

from server.storage.offload import Offload, ResultT

EngineName = Literal["eventlet", "gevent"]
NATIVE_THREADS = 16
SWITCH_EVERY_S = 0.001
"""How long a native thread may keep the interpreter while the hub wants it; 5 ms by default."""
CLOSE_SOCKETS = "bangtin.close_sockets"


def patch(engine: EngineName) -> None:
    """Make the standard library's sockets cooperative, its threads and locks left native.

    Locks stay native because database and picture work runs in real threads: a green lock
    shared with those would switch hubs. No lock here is held across a wait on a socket.
    """
    sys.setswitchinterval(SWITCH_EVERY_S)
    if engine == "gevent":
        from gevent import monkey

        monkey.patch_all(thread=False, os=False, signal=False, subprocess=False)
        return
    import eventlet

    eventlet.monkey_patch(thread=False, os=False)


def offload_for(engine: EngineName) -> Offload:
    """Return the engine's door to native threads; call it in the hub's own thread.

    Work that is already off the hub runs where it is, so nested calls cannot lock up.
    """
    hub_thread = threading.get_ident()
    execute = _gevent_execute() if engine == "gevent" else _eventlet_execute()

    def offload(work: Callable[[], ResultT]) -> ResultT:
        if threading.get_ident() != hub_thread:
            return work()
        return cast(ResultT, execute(work))

    return offload


def close_sockets(application: Any) -> None:
    """End every board's session: what a worker does before it stops."""
    application.extensions[CLOSE_SOCKETS]()


def _eventlet_execute() -> Callable[[Callable[[], Any]], Any]:
    from eventlet import tpool

    tpool.set_num_threads(NATIVE_THREADS)
    return cast(Callable[[Callable[[], Any]], Any], tpool.execute)


def _gevent_execute() -> Callable[[Callable[[], Any]], Any]:
    import gevent

    pool = gevent.get_hub().threadpool
    pool.maxsize = NATIVE_THREADS
    return cast(Callable[[Callable[[], Any]], Any], pool.apply)
