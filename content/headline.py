"""A feed's headline as an item of the ticker: its line, with the source, after all notices."""

from datetime import timedelta

from content.canonical import canonical
from content.category import CategoryKey
from content.feed import Headline
from content.instant import format_instant
from content.item import SOURCE_LABEL, Item
from content.layout import Measure, Shape, Template
from content.pagination import ticker_page
from content.priority import Priority
from content.rotation import Entry, local_midnight
from content.schedule import TIMEZONE

LANGUAGE = "vi"
BEHIND_NOTICES = timedelta(days=36_500)


def make_headline(line: Headline, shape: Shape, em_u: float, measure: Measure) -> Item:
    """Set a headline as one line of the ticker."""
    text = f"{line.title} · {SOURCE_LABEL}{line.source}"
    page = ticker_page(text, shape, em_u, measure)
    data = canonical(
        {
            "notice": line.item,
            "revision": 1,
            "category": CategoryKey.NEWS.value,
            "priority": Priority.NORMAL.value,
            "language": LANGUAGE,
            "title": text,
            "template": Template.TICKER.value,
            "pages": [page.to_dict()],
            "posted_at": format_instant(line.published_at),
            "until": format_instant(line.until),
            "link": line.link,
            "issuer": line.source,
            "source": line.source,
            "reference": None,
            "cut": False,
        }
    )
    return Item(data, _entry(line, page.seconds))


def _entry(line: Headline, seconds: int) -> Entry:
    """Give its part in the round: once, behind every notice; the newest headline first."""
    return Entry(
        item=line.item,
        seconds=(seconds,),
        shown_from=line.published_at - BEHIND_NOTICES,
        valid_from=local_midnight(line.published_at.astimezone(TIMEZONE).date()),
        until=line.until,
    )
