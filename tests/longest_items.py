"""The longest texts an officer may well write, set in pages for any board: one of each kind."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from content.attachment import Attachments, Film
from content.category import CategoryKey
from content.item import ItemSource, MediaFile, make_item
from content.manifest import Layout
from content.profile import Profile
from server.render.fonts import measure_with
from server.services.manifest_builder import layout_of
from tests.builders import a_notice

FONTS = Path("/usr/share/fonts/truetype/noto")
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SIZES = {
    "tv": (1920, 1080),
    "upright": (1080, 1920),
    "wide": (2560, 720),
    "wider": (1920, 480),
    "panel": (320, 160),
    "panel-small": (256, 128),
    "small": (192, 96),
    "smallest": (128, 64),
    "strip": (256, 64),
}
PRICES = """Mặt hàng | Đơn vị | Giá (đồng) | So tuần trước
Gỗ keo nguyên liệu | 1 tấn | 1.450.000 | +30.000
Cau tươi ẪỄỖỮỲ | 1 kg | 45.000 | -5.000
Lúa khô ẶỆỘỰ | 1 kg | 8.500 | 0
Heo hơi | 1 kg | 58.000 | +500
Sắn tươi | 1 kg | 2.300 | 0"""
TEXT = """Bà con mang đơn đến Ủy ban nhân dân xã trước ngày 31/12/2026, có xác nhận của trưởng thôn.
ẪỄỖỮỲ ẶỆỘỰ. Cán bộ xã đến từng nhà xem xét trong mười ngày, kết quả niêm yết tại nhà văn hóa."""
KINDS: Mapping[str, dict[str, Any]] = {
    "text": {
        "category": CategoryKey.POLICY,
        "title": "Hỗ trợ hộ nghèo, hộ cận nghèo xây mới và sửa chữa nhà ở ẪỄỖỮỲ ẶỆỘỰ năm 2026",
        "body": "Xây mới: 60 triệu đồng một hộ\nSửa chữa: 30 triệu đồng một hộ\n\n" + TEXT,
    },
    "news": {
        "category": CategoryKey.NEWS,
        "title": "Cầu Nước Ren nối hai bờ sông Liên thông xe kỹ thuật trước hai tháng",
        "body": f"{TEXT}\nNguồn: Đài Truyền thanh xã",
    },
    "market": {
        "category": CategoryKey.MARKET,
        "title": "Giá thu mua nông sản tại chợ Ba Tơ và các điểm thu mua trong xã",
        "body": PRICES,
    },
    "correction": {
        "category": CategoryKey.CORRECTION,
        "title": "Hồ chứa nước Núi Ngang vẫn an toàn, không có chuyện vỡ đập",
        "body": f"Tin sai: “Đập sắp vỡ, ẪỄỖỮỲ ẶỆỘỰ”, lan trên mạng từ tối qua.\n{TEXT}",
    },
    "photo": {
        "category": CategoryKey.ROLE_MODELS,
        "title": "Anh Phạm Văn Ry ở thôn Làng Teng đổi bốn héc-ta keo lấy rừng gỗ lớn",
        "body": f"{TEXT}\nẢnh: Hội Nông dân xã",
    },
    "document": {
        "category": CategoryKey.SECURITY,
        "title": "Quyết định về việc công nhận các hộ thoát nghèo ẪỄỖỮỲ ẶỆỘỰ",
        "body": "Danh sách đầy đủ ở các trang sau.",
    },
    "film": {
        "category": CategoryKey.KNOW_HOW,
        "title": "Cách ủ chua thức ăn cho trâu, bò trong mùa mưa",
        "body": "Mời bà con xem phim ngắn.",
    },
}


def layout_for(size: tuple[int, int]) -> Layout:
    """Give the layout of a board of this size, read from five metres."""
    return layout_of(Profile(width=size[0], height=size[1], far_m=5))


def longest_item(kind: str, layout: Layout, picture: str) -> dict[str, Any]:
    """Set one kind in pages; `picture` is the digest of what it shows."""
    wide = MediaFile(picture, "image/webp", 1, 320, 240)
    tall = MediaFile(picture, "image/webp", 1, 240, 340)
    film = Film(MediaFile(picture, "video/mp4", 1, 320, 240, seconds=20.0), wide)
    attached = {
        "document": Attachments(documents=((tall,),)),
        "film": Attachments(films=(film,)),
    }
    source = ItemSource(
        notice="n",
        revision=1,
        content=a_notice(**KINDS[kind]),
        issuer="Ủy ban nhân dân xã Ba Tơ",
        approved_at=AT,
        link="/n/0123456789abcdef",
        pictures=(wide,) if kind == "photo" else (),
        attached=attached.get(kind, Attachments()),
    )
    made = make_item(source, layout.shape, layout.em_u, measure_with(FONTS))
    item: dict[str, Any] = json.loads(made.data)
    return item
