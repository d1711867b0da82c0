"""Is it alive, is it ready, how does it fare: for supervisors and Prometheus.

Law: answers without a session, shows nothing about people or content, changes nothing.
/metrics is for the machine itself and private networks; a public address gets 404.
"""

from server.status_web.views import register

__all__ = ["register"]
