import io

from PIL import Image

from tests.server.media_builders import a_pdf
from tests.server.staff_web.conftest import ORIGIN, Staff


def a_png(size: tuple[int, int] = (320, 200)) -> bytes:
    sink = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(sink, "PNG")
    return sink.getvalue()


def send(person, upload: str, offset: int, data: bytes):
    return person.client.post(
        f"/staff/uploads/{upload}/part?offset={offset}",
        data=data,
        headers={**ORIGIN, "X-CSRFToken": person.token},
        content_type="application/octet-stream",
    )


def begun(person, data: bytes, name: str = "ảnh.png", **more: str) -> dict[str, object]:
    return person.post(
        "/staff/uploads", name=name, size=str(len(data)), unit="20857", **more
    ).get_json()


def test_a_file_comes_in_parts_and_tells_how_far_it_is(staff: Staff) -> None:
    author, data = staff.person("author"), a_png()
    upload = begun(author, data)
    assert (upload["offset"], upload["media"]) == (0, None)
    assert send(author, upload["id"], 0, data[:100]).get_json()["offset"] == 100
    assert author.get(f"/staff/uploads/{upload['id']}").get_json()["offset"] == 100
    wrong = send(author, upload["id"], 50, data[50:])
    assert (wrong.status_code, wrong.get_json()["offset"]) == (409, 100)
    media = send(author, upload["id"], 100, data[100:]).get_json()["media"]
    assert (media["state"], media["told"]) == ("ready", "Đã sẵn sàng")
    assert author.get(media["small"]).mimetype == "image/webp"
    state = author.get(f"/staff/media/{media['id']}/state").get_json()
    assert state == media


def test_a_refused_file_is_told_in_words(staff: Staff) -> None:
    author, data = staff.person("author"), b"<svg onload=alert(1)>"
    answer = send(author, begun(author, data)["id"], 0, data)
    assert answer.status_code == 415
    assert "không phải ảnh JPEG, PNG hoặc WebP" in answer.get_json()["told"]


def test_a_photo_without_a_sheet_says_so(staff: Staff) -> None:
    author, data = staff.person("author"), a_png()
    media = send(author, begun(author, data, paper="yes")["id"], 0, data).get_json()["media"]
    assert media["told"] == "Không tìm thấy tờ giấy trong ảnh; ảnh được giữ nguyên."


def test_work_on_a_long_document_can_be_cancelled(staff: Staff) -> None:
    author, data = staff.person("author"), a_pdf(12)
    media = send(author, begun(author, data, "a.pdf")["id"], 0, data).get_json()["media"]
    assert (media["state"], media["told"][:10]) == ("processing", "Đang xử lý")
    given_up = author.post(f"/staff/media/{media['id']}/cancel").get_json()
    assert given_up["state"] == "cancelled"


def test_an_upload_can_be_dropped_and_is_ones_own(staff: Staff) -> None:
    author, data = staff.person("author"), a_png()
    upload = begun(author, data)["id"]
    other = staff.person("author", number=7)
    other.get("/staff/account")
    assert send(other, upload, 0, data).status_code == 404
    assert staff.person("viewer").post("/staff/uploads", name="a", size="9").status_code == 403
    assert author.post(f"/staff/uploads/{upload}/drop").status_code == 200
    assert author.get(f"/staff/uploads/{upload}").status_code == 404


def test_a_part_from_elsewhere_is_refused(staff: Staff) -> None:
    author, data = staff.person("author"), a_png()
    upload = begun(author, data)["id"]
    path = f"/staff/uploads/{upload}/part?offset=0"
    foreign = {"Origin": "https://evil.example", "X-CSRFToken": author.token}
    assert author.client.post(path, data=data, headers=foreign).status_code == 403
    assert author.client.post(path, data=data, headers=ORIGIN).status_code == 400
