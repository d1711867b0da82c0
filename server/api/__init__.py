"""REST for staff clients and integrations, under /api/v1, described by openapi.json.

Law: a view parses strictly, calls one service and answers JSON. Bearer tokens only, no
cookies, nothing cached; refusals are problem documents made in server/errors.py.
"""

from server.api.routes import register

__all__ = ["register"]
