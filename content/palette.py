"""Colours and words of the board by role, for what is drawn without a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content.category import CategoryKey

SURFACE = "#FBF8F1"
INK_2 = "#4A4C53"
HAIR = "#D9D2C2"
LACQUER = "#4B0C13"
GOLD = "#C9A24B"
GOLD_INK = "#F0D79A"
FOOT = "#17181B"
WHITE = "#FFFFFF"
TRUE = "#1E5A38"
FALSE = "#6B6259"
RUMOUR = "#EFEAE0"

BANDS: Mapping[CategoryKey, tuple[str, str, str]] = MappingProxyType(
    {
        CategoryKey.POLICY: ("Chính sách", "#243F80", "#E6EAF4"),
        CategoryKey.NEWS: ("Thời sự", "#37434C", "#E8EBED"),
        CategoryKey.PROJECTS: ("Dự án", "#0B5260", "#E0EEF0"),
        CategoryKey.KNOW_HOW: ("Sản xuất, đời sống", "#1E5A38", "#E3EFE6"),
        CategoryKey.SECURITY: ("An ninh, trật tự", "#4C2F7C", "#ECE7F4"),
        CategoryKey.EMERGENCY: ("Khẩn cấp", "#9A1118", "#F8E4E3"),
        CategoryKey.ROLE_MODELS: ("Gương điển hình", "#744500", "#F5EBD8"),
        CategoryKey.MARKET: ("Thị trường", "#84380F", "#F7E8DF"),
        CategoryKey.CORRECTION: ("Tin đúng, tin sai", "#7A1E59", "#F5E4EE"),
    }
)
"""Per category: the word, the deep colour of its band, the quiet tint."""
LED = {
    CategoryKey.POLICY: "#8FB2FF",
    CategoryKey.NEWS: "#C3D0DA",
    CategoryKey.PROJECTS: "#63CFE3",
    CategoryKey.KNOW_HOW: "#6FDC98",
    CategoryKey.SECURITY: "#C4A6FF",
    CategoryKey.EMERGENCY: "#FF8A80",
    CategoryKey.ROLE_MODELS: "#FFCF6B",
    CategoryKey.MARKET: "#FFAE80",
    CategoryKey.CORRECTION: "#FF9FD2",
}
INK = "#15161A"
DRILL = "#0E5A38"
DRILL_SURFACE = "#F4F4F1"
DRILL_TOP = "#2B2D31"


@dataclass(frozen=True, slots=True)
class AlertColours:
    """Hold an alert's ground, the ink on it, the deep colour of its bar, and its ink on white."""

    ground: str
    ink: str
    deep: str
    accent: str


ALERTS = {
    0: AlertColours("#DDEFE2", INK, "#17462B", "#17462B"),
    1: AlertColours("#B7DDF7", INK, "#123F5C", "#123F5C"),
    2: AlertColours("#FFF2A8", INK, "#4A3B00", "#4A3B00"),
    3: AlertColours("#F7931E", "#000000", "#5C2E00", "#5C2E00"),
    4: AlertColours("#A80F17", WHITE, "#5E060B", "#A80F17"),
    5: AlertColours("#5A1780", WHITE, "#2F0A45", "#5A1780"),
}
"""By risk level, the official hues, always with the word; 0 when danger is over."""
