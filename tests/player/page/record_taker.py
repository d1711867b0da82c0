"""The part of a board server that takes what boards report: receipts, plays, screenshots."""

from collections.abc import Mapping

from flask import Flask, request

from content.trust import decode_base64, is_signed, play_message, receipt_message
from tests.vectors.statements import BOARD

Record = Mapping[str, object]


class RecordTaker:
    """Check what a board signed, and keep it."""

    def __init__(self) -> None:
        self.public = b""
        self.receipts: list[Record] = []
        self.plays: list[Record] = []
        self.shots: list[bytes] = []

    def states(self, alert: str) -> list[object]:
        return [receipt["state"] for receipt in self.receipts if receipt["alert"] == alert]

    def store_receipts(self, receipts: list[Record]) -> dict[str, object]:
        names = ("log", "seq", "alert", "revision", "state", "at", "clock_trusted")
        for receipt in receipts:
            message = receipt_message(board=BOARD, **{name: receipt[name] for name in names})  # type: ignore[arg-type]
            self._check(message, receipt)
        self.receipts += receipts
        return _acknowledged(receipts)

    def store_plays(self, plays: list[Record]) -> dict[str, object]:
        for play in plays:
            self._check(play_message(play), play)
        self.plays += plays
        return _acknowledged(plays)

    def _check(self, message: bytes, record: Record) -> None:
        assert is_signed(self.public, message, decode_base64(record["sig"]))


def _acknowledged(records: list[Record]) -> dict[str, object]:
    return {
        "acknowledged": [[record["log"], record["seq"]] for record in records],
        "rejected": [],
    }


def add_records(app: Flask, taker: RecordTaker) -> None:
    """Give an app the addresses that records are sent to."""

    @app.post("/api/v1/board/receipts")
    def receipts() -> dict[str, object]:
        return taker.store_receipts(request.get_json()["receipts"])

    @app.post("/api/v1/board/plays")
    def plays() -> dict[str, object]:
        return taker.store_plays(request.get_json()["plays"])

    @app.post("/api/v1/board/screenshot")
    def screenshot() -> dict[str, object]:
        assert request.content_type == "image/jpeg"
        taker.shots.append(request.get_data())
        return {"stored": True}
