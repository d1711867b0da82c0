"""Units' own alert templates, written and approved."""

from content.own_template import OwnTemplate, PlaceNote
from content.prepared_alert import Wording
from server.services.own_templates import TemplateView, approve_template, write_template
from server.services.resources import Resources
from tests.server.board_builders import officer

WORDS = Wording("VỠ BỜ KÈ", "Nước sông lên {so}: {noi}.", "Lên chỗ cao\nGọi {dt}")
DIKE = OwnTemplate(
    name="Vỡ bờ kè",
    category="Infra",
    severity="Extreme",
    risk_level=4,
    words={"vi": WORDS},
    notes={"so": PlaceNote("Mực nước", "m")},
)
FILLED = {"so": "3,5", "noi": "thôn Làng Teng", "dt": "112"}


def a_template(
    resources: Resources, unit: str = "commune", own: OwnTemplate = DIKE
) -> TemplateView:
    """One that waits for its second officer; the first is on duty in the unit."""
    return write_template(resources, officer(unit), unit, own)


def an_approved_template(
    resources: Resources, unit: str = "commune", own: OwnTemplate = DIKE
) -> TemplateView:
    """One that may be fired."""
    waiting = a_template(resources, unit, own)
    second = officer(unit, 2)
    return approve_template(resources, second, waiting.id, waiting.digest)
