"""A new board asks to be let in, and any board asks for its token."""

from flask import Blueprint, Response, request

from content.values import read_string
from server.board_api.wire import answer, read_object
from server.services import pairing, tokens
from server.services.resources import Resources


def make_blueprint(resources: Resources) -> Blueprint:
    """Return the views of pairing and tokens."""
    views = Blueprint("board_pairing", __name__, url_prefix="/api/v1")

    @views.post("/pairings")
    def start() -> tuple[Response, int]:
        asked = read_object()
        started = pairing.start_pairing(
            resources,
            public_key=asked.get("public_key"),
            width=asked.get("width"),
            height=asked.get("height"),
            software=asked.get("software", ""),
            address=request.remote_addr or "",
            link=asked.get("link"),
        )
        told = {
            "device_code": started.device_code,
            "user_code": started.user_code,
            "verification_uri": started.verification_uri,
            "verification_uri_complete": f"{started.verification_uri}?code={started.user_code}",
            "expires_in": started.expires_in,
            "interval": started.interval,
            "root": started.root,
        }
        return answer(told), 201

    @views.post("/pairings/token")
    def collect() -> Response:
        asked = read_object()
        try:
            paired = pairing.collect(resources, asked.get("device_code"))
        except pairing.PairingError as error:
            return answer({"error": error.code}, 400)
        return answer(
            {
                "board_id": paired.board_id,
                "access_token": paired.token.token,
                "expires_in": paired.token.expires_in,
                "root": paired.root,
                "identity": paired.identity,
            }
        )

    @views.post("/board/challenge")
    def challenge() -> Response:
        board_id = read_string(read_object().get("board_id"), "board_id")
        return answer({"nonce": tokens.make_challenge(resources, board_id)})

    @views.post("/board/token")
    def token() -> Response:
        asked = read_object()
        made = tokens.make_token(
            resources,
            read_string(asked.get("board_id"), "board_id"),
            read_string(asked.get("nonce"), "nonce"),
            read_string(asked.get("sig"), "sig"),
        )
        return answer({"access_token": made.token, "expires_in": made.expires_in})

    return views
