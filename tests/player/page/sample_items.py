"""Items as a score would name them, in the form the page paints."""

import io
from typing import Any

from PIL import Image

TALL_MARKS = "ẪỄỖỮỲ ẶỆỘỰ"


def a_page(template: str, title: list[str], *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "template": template,
        "title": title,
        "blocks": list(blocks),
        "picture": None,
        "seconds": 10,
        **more,
    }


def some_lines(*lines: str) -> dict[str, Any]:
    return {"kind": "lines", "lines": list(lines)}


def an_item(category: str = "policy", *pages: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = pages or (a_page("text", ["Tiêm phòng trâu, bò"], some_lines("Sáng thứ Năm 27/11")),)
    return {
        "notice": f"n-{category}",
        "revision": 1,
        "category": category,
        "priority": "normal",
        "language": "vi",
        "title": " ".join(shown[0]["title"]),
        "template": shown[0]["template"],
        "pages": list(shown),
        "issuer": "Ủy ban nhân dân xã Ba Tơ",
        "source": None,
        "posted_at": "2026-11-20T01:00:00Z",
        "until": "2026-12-20T16:59:59Z",
        "link": "/n/0123456789abcdef",
        **more,
    }


def titled(title: str, **more: Any) -> dict[str, Any]:
    return an_item("policy", a_page("text", [title]), **more)


def a_picture(colour: str = "#1E5A38") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "PNG")
    return out.getvalue()


def prices() -> dict[str, Any]:
    return {
        "kind": "prices",
        "head": ["Mặt hàng", "Đơn vị", "Giá (đồng)", "So tuần trước"],
        "rows": [
            ["Gỗ keo", "1 tấn", "1.450.000", "+30.000"],
            ["Cau tươi", "1 kg", "45.000", "-5.000"],
            ["Lúa khô", "1 kg", "8.500", "0"],
        ],
    }


def one_of_each(picture: str) -> dict[str, dict[str, Any]]:
    """Every template, by the shape that its lines were broken for (landscape)."""
    facts = {
        "kind": "facts",
        "rows": [["Xây mới", "60 triệu đồng một hộ"], ["Nộp đơn", "31/12/2026"]],
    }
    rumour = {"kind": "rumour", "lines": ["“Đập Suối Đá sắp vỡ”,", "lan trên mạng xã hội."]}
    photo = {"media": picture, "focus": [0.5, 0.4], "credit": "Hội Nông dân xã"}
    return {
        "policy": an_item(
            "policy", a_page("text", ["Hỗ trợ hộ nghèo", "xây mới, sửa chữa nhà ở"], facts)
        ),
        "tall": an_item("security", a_page("text", [TALL_MARKS], some_lines(*[TALL_MARKS] * 4))),
        "news": an_item(
            "news",
            a_page("news", ["Cầu mới thông xe"], some_lines("Cầu dài 210 m.")),
            source="Đài Truyền thanh xã",
        ),
        "market": an_item("market", a_page("market", ["Giá thu mua"], prices())),
        "correction": an_item("correction", a_page("correction", ["Hồ vẫn an toàn"], rumour)),
        "photo": an_item(
            "role-models",
            a_page("photo", ["Trồng rừng"], some_lines("Đổi 4 ha keo."), picture=photo),
        ),
    }
