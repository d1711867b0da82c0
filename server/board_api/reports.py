"""What boards report: receipts, plays and pictures of their screens."""

from flask import Blueprint, Response

from server.board_api.wire import answer, asking_board, read_body, read_records
from server.services import ledger, screenshots
from server.services.plays import store_plays
from server.services.resources import Resources

LARGEST_REPORT = 512 * 1024


def make_blueprint(resources: Resources) -> Blueprint:
    """Return the views that take reports."""
    views = Blueprint("board_reports", __name__, url_prefix="/api/v1/board")

    @views.post("/receipts")
    def receipts() -> Response:
        board = asking_board(resources)
        records = read_records("receipts", LARGEST_REPORT)
        return answer(ledger.store_receipts(resources, board.id, records))

    @views.post("/plays")
    def plays() -> Response:
        board = asking_board(resources)
        records = read_records("plays", LARGEST_REPORT)
        return answer(store_plays(resources, board.id, records))

    @views.post("/screenshot")
    def screenshot() -> Response:
        board = asking_board(resources)
        screenshots.store(resources, board.id, read_body(screenshots.LARGEST_BYTES))
        return answer({"stored": True})

    return views
