import io

from PIL import Image

from server.render.thumbnails import thumbnail_webp


def test_a_thumbnail_keeps_its_proportions_and_is_small() -> None:
    sink = io.BytesIO()
    Image.new("RGB", (1280, 720), "#204080").save(sink, "PNG")
    data = thumbnail_webp(sink.getvalue(), 360)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("WEBP", (360, 202))
    assert len(data) < 8_000
