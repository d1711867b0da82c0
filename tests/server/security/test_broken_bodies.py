"""Bodies that break off or lie about their chunks are the sender's fault, told as such."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from gunicorn.http.errors import InvalidChunkSize, NoMoreData

from tests.server.staff_web.conftest import ORIGIN, Staff


class BrokenStream:
    """What gunicorn gives to read when the chunks are no chunks."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, size: int = -1) -> Any:
        raise self.error

    readinto = readline = read


@pytest.mark.parametrize("error", [InvalidChunkSize(b"ZZ"), NoMoreData(b"")])
@pytest.mark.parametrize("path", ["/api/v1/pairings", "/api/v1/board/challenge", "/staff/sign-in"])
def test_a_broken_body_is_a_bad_request(
    staff: Staff, client: FlaskClient, path: str, error: Exception
) -> None:
    answer = client.post(
        path,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={
            "wsgi.input": BrokenStream(error),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
        headers=ORIGIN,
    )
    assert answer.status_code == 400
