"""The frame of every page and where it leads: sections, tabs, and the page of them all."""

from dataclasses import dataclass

from flask import g, get_flashed_messages, render_template, request, url_for

from server.locale import LANGUAGES, N_
from server.services.tasks import count_waiting
from server.staff_web.access import proves_by_code, rights
from server.staff_web.places import home_unit
from server.staff_web.site import resources, staff


@dataclass(frozen=True)
class Entry:
    """A place of the navigation: its page, who sees it, and what its endpoints are named after.

    What few people go to, and seldom, has no room in the bar at the top, but under More.
    """

    name: str
    label: str
    icon: str
    endpoint: str
    marks: tuple[str, ...]
    right: str = ""
    about: str = ""
    is_rare: bool = False

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return url_for(self.endpoint)


SECTIONS = (
    Entry("home", N_("Home"), "home", "staff.home", ("home",)),
    Entry("notices", N_("Notices"), "doc", "staff.notice_list", ("notice", "above", "pool")),
    Entry("boards", N_("Boards"), "board", "staff.board_list", ("board", "pair")),
    Entry("alerts", N_("Alerts"), "alert", "staff.alert_list", ("alert", "drill", "ledger")),
    Entry("cap", N_("Alerts from outside"), "storm", "staff.cap_held", ("cap",),
          about=N_("What other systems send for your boards, and what waits for an officer."),
          is_rare=True),
    Entry("plan", N_("Plan"), "check", "staff.my_plan", ("plan",),
          about=N_("What your unit set out to announce this year, and what is late.")),
    Entry("feeds", N_("News feeds"), "feed", "staff.my_feeds", ("feed",),
          about=N_("Headlines of your portal or the weather office in the boards' ticker."),
          is_rare=True),
    Entry("audit", N_("Audit"), "shield", "staff.audit_rows", ("audit",), "audit",
          N_("Who did what, and when.")),
    Entry("units", N_("Units"), "link", "staff.unit_list", ("unit", "change"), "units",
          N_("Communes, villages and offices; merging and renaming them.")),
    Entry("people", N_("People"), "person", "staff.people_list",
          ("people", "person", "role", "deputy"), "people",
          N_("Who may sign in, what each may do, and who stands in for whom.")),
    Entry("keys", N_("Approval keys"), "key", "staff.approval_keys", ("approval_key",), "keys",
          N_("With these, officers let alerts and boards' places through by a touch."),
          is_rare=True),
    Entry("help", N_("Guide"), "help", "staff.help_index", ("help",),
          about=N_("How each task is done, step by step.")),
)  # fmt: skip
POST = Entry("post", N_("Post"), "plus", "staff.new_notice", ())
MORE = Entry("more", N_("More"), "more", "staff.more", ("more",))


def sections() -> list[Entry]:
    """Return the sections this person sees."""
    return [entry for entry in SECTIONS if not entry.right or rights()[entry.right]]


def tabs() -> list[Entry]:
    """Return the five places of the bar under the thumb; the last one leads to all others.

    Who may post gives a place to that: boards for whoever fires alerts, alerts for the rest.
    """
    first = {entry.name: entry for entry in SECTIONS[:4]}
    if not rights()["write"]:
        return [*first.values(), MORE]
    kept = "alerts" if rights()["fire"] else "boards"
    return [first["home"], first["notices"], POST, first[kept], MORE]


def section_of(endpoint: str) -> str:
    """Return the section a page belongs to."""
    name = endpoint.removeprefix("staff.")
    for entry in (*SECTIONS, MORE):
        if any(mark in name for mark in entry.marks):
            return entry.name
    return ""


def tab_of(section: str) -> str:
    """Return the tab under which a section is found."""
    return section if any(tab.name == section for tab in tabs()) else MORE.name


@staff.get("/more")
def more() -> str:
    """List every place this person may go to."""
    return render_template("staff/more.html")


@staff.context_processor
def frame() -> dict[str, object]:
    """Return what base.html draws around each page."""
    known = g.get("actor")
    section = section_of(request.endpoint or "")
    values: dict[str, object] = {
        "language": g.get("language") or "vi",
        "languages": LANGUAGES,
        "csp_nonce": g.get("csp_nonce", ""),
        "person": known,
        "section": section,
        "flashed": get_flashed_messages(with_categories=True),
        "board_page": "/board?preview=1",
        "proves_by_code": proves_by_code,
    }
    if known is not None:
        values |= {"place": home_unit().name, "may": rights(), "sections": sections()}
        values["waiting_for_me"] = count_waiting(resources(), known)
        values |= {"tabs": tabs(), "tab": tab_of(section)}
    return values
