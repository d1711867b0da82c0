"""The categories of notices."""

from typing import Any

from content.category import CATEGORIES
from server.api.answers import CategoryList, answers
from server.api.gate import language, make_blueprint
from server.locale import translate

blueprint = make_blueprint("categories", "What a notice is about")


@blueprint.get("/categories", responses=answers(CategoryList))
def list_categories() -> dict[str, Any]:
    """List the categories with their rules"""
    return {
        "items": [
            {
                "key": row.key.value,
                "label": translate(row.label, language()),
                "needs_second_person": row.needs_second_person,
                "first_page": row.first_page,
                "stale_after_days": row.stale_after_days,
                "source_required": row.source_required,
            }
            for row in CATEGORIES.values()
        ],
        "next": None,
    }
