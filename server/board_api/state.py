"""What is true for a board now: its head, alerts, identity, the roots, the status exchange."""

from flask import Blueprint, Response, request

from content.errors import InvalidInputError
from server.board_api.wire import answer, asking_board, read_object
from server.services import heads
from server.services.resources import Resources


def make_blueprint(resources: Resources) -> Blueprint:
    """Return the views of a board's state."""
    views = Blueprint("board_state", __name__, url_prefix="/api/v1/board")

    @views.get("/head")
    def head() -> Response:
        return answer(heads.head_answer(resources, asking_board(resources).id))

    @views.get("/alerts")
    def alerts() -> Response:
        return answer({"alerts": heads.alerts_for(resources, asking_board(resources).id)})

    @views.get("/identity")
    def identity() -> Response:
        envelope = resources.boards.identity(asking_board(resources).id).to_dict()
        return answer({**envelope, "identity": envelope})

    @views.get("/roots")
    def roots() -> Response:
        asking_board(resources)
        chain = resources.keyring.roots(_since(request.args.get("since", "0")))
        return answer({"roots": [root.to_dict() for root in chain]})

    @views.post("/status")
    def status() -> Response:
        board = asking_board(resources)
        return answer(heads.status_answer(resources, board.id, read_object()))

    return views


def _since(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInputError("since must be a root's version.", field="since")
    return int(text)
