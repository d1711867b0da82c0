"""The languages a notice may be in: tag, name in Vietnamese, name as its speakers write it.

Tags are those of BCP 47: two letters where ISO 639-1 has them, else the three of ISO 639-3.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True)
class Language:
    """Name one language; `own` is what its speakers call it."""

    tag: str
    name: str
    own: str

    @property
    def label(self) -> str:
        """Give what stands on a board: its own name where that is in Latin letters."""
        is_latin = all("LATIN" in unicodedata.name(char) for char in self.own if char.isalpha())
        return self.own if is_latin else self.name


_NAMED = (
    ("vi", "Tiếng Việt", "Tiếng Việt"),
    ("en", "Tiếng Anh", "English"),
    ("bdq", "Tiếng Ba Na", "Bahnar"),
    ("bru", "Tiếng Bru - Vân Kiều", "Bru"),
    ("cjm", "Tiếng Chăm", "Chăm"),
    ("hro", "Tiếng Chăm Hroi", "Chăm Hroi"),
    ("cua", "Tiếng Co", "Co"),
    ("kpm", "Tiếng Cơ Ho", "K’Ho"),
    ("ktv", "Tiếng Cơ Tu", "Cơ Tu"),
    ("ium", "Tiếng Dao", "Dao"),
    ("rad", "Tiếng Ê Đê", "Êđê"),
    ("jra", "Tiếng Gia Rai", "Jrai"),
    ("jeh", "Tiếng Giẻ Triêng", "Giẻ Triêng"),
    ("hal", "Tiếng Hà Lăng", "Hà Lăng"),
    ("hmn", "Tiếng Hmông", "Hmông"),
    ("hre", "Tiếng Hrê", "Hrê"),
    ("km", "Tiếng Khmer", "ភាសាខ្មែរ"),
    ("lo", "Tiếng Lào", "ພາສາລາວ"),
    ("cmo", "Tiếng Mnông", "Mnông"),
    ("mtq", "Tiếng Mường", "Mường"),
    ("nut", "Tiếng Nùng", "Nùng"),
    ("rog", "Tiếng Ra Glai", "Raglai"),
    ("ren", "Tiếng Rơ Ngao", "Rơ Ngao"),
    ("tyz", "Tiếng Tày", "Tày"),
    ("blt", "Tiếng Thái", "Thái"),
    ("zh", "Tiếng Trung", "中文"),
    ("sed", "Tiếng Xơ Đăng", "Xơ Đăng"),
    ("sti", "Tiếng Xtiêng", "Xtiêng"),
)
LANGUAGES: Mapping[str, Language] = {named[0]: Language(*named) for named in _NAMED}
