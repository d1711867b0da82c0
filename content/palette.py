"""Colours and words of the board by role, for what is drawn without a browser."""

from collections.abc import Mapping
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
