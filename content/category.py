"""The nine categories of notices and the rules each brings; the list is data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class CategoryKey(StrEnum):
    """Name a category as it is spelt in the API."""

    POLICY = "policy"
    NEWS = "news"
    PROJECTS = "projects"
    KNOW_HOW = "know-how"
    SECURITY = "security"
    EMERGENCY = "emergency"
    ROLE_MODELS = "role-models"
    MARKET = "market"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Category:
    """Hold one category's rules; `label` is the English msgid.

    `stale_after_days` counts from the posting day; None never goes stale.
    """

    key: CategoryKey
    label: str
    needs_second_person: bool = False
    first_page: bool = False
    stale_after_days: int | None = None
    source_required: bool = False
    picture_consent: bool = False


_ROWS = (
    Category(CategoryKey.POLICY, "Policy"),
    Category(CategoryKey.NEWS, "News", source_required=True),
    Category(CategoryKey.PROJECTS, "Projects"),
    Category(CategoryKey.KNOW_HOW, "Know-how"),
    Category(CategoryKey.SECURITY, "Security", needs_second_person=True),
    Category(CategoryKey.EMERGENCY, "Emergency information"),
    Category(CategoryKey.ROLE_MODELS, "Role models", picture_consent=True),
    Category(CategoryKey.MARKET, "Market", stale_after_days=7),
    Category(CategoryKey.CORRECTION, "Correction", first_page=True),
)

CATEGORIES: Mapping[CategoryKey, Category] = MappingProxyType({row.key: row for row in _ROWS})
