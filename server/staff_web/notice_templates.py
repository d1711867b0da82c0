"""Starting a notice from something that is there: a prepared text, or another notice."""

from flask import render_template, request, url_for

from content.errors import InvalidInputError
from content.notice_template import TEMPLATES, NoticeTemplate, fill_notice, notice_template
from server.locale import gettext
from server.services.permissions import Right, require_anywhere
from server.services.publishing import get_notice
from server.staff_web.forms import Form
from server.staff_web.notice_fields import form_of, fresh_form
from server.staff_web.notice_form import as_of_today, notice_page
from server.staff_web.places import units_for
from server.staff_web.site import actor, resources, staff

_NOT_COPIED = (
    *("number", "signer", "issued_on", "effective_from", "effective_until", "replaces"),
    *("posting_reason", "from_day", "from_time", "until_day"),
)


@staff.get("/notices/templates")
def notice_templates() -> str:
    """List the prepared texts."""
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    return render_template("staff/notice_templates.html", templates=list(TEMPLATES.values()))


@staff.get("/notices/templates/<template_id>")
def fill_notice_template(template_id: str) -> str | tuple[str, int]:
    """Ask for the places to fill, then show the form with the text in it."""
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    template, form = notice_template(template_id), Form(request.args)
    if not form.value("filled"):
        return _blanks(template, form)
    given = {blank.key: form.value(blank.key) for blank in template.blanks}
    _refuse_empty(template, form)
    try:
        title, body = fill_notice(template, given)
    except InvalidInputError as error:
        form.refuse_error(error, template.blanks[0].key)
        return _blanks(template, form), 422
    fresh = fresh_form(units_for(Right.WRITE_NOTICES)[0].code)
    values = {
        "title": title,
        "body": body,
        "category": template.category.value,
        "until": template.until,
        "posting": template.posting,
    }
    for name, value in values.items():
        fresh.typed.setlist(name, [value])
    return notice_page(fresh)


@staff.get("/notices/<notice_id>/copy")
def copy_notice(notice_id: str) -> str:
    """Show the form of a new notice filled with another's; its number and days stay behind."""
    view = get_notice(resources(), actor(), notice_id)
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    form = form_of(as_of_today(view))
    for name in _NOT_COPIED:
        form.typed.poplist(name)
    form.typed.setlist("until", ["posting" if form.value("posting") else "week"])
    units = [unit.code for unit in units_for(Right.WRITE_NOTICES)]
    if form.value("unit") not in units:
        form.typed.setlist("unit", units[:1])
    if form.value("where") == "kept":
        form.typed.setlist("where", ["all"])
    return notice_page(form)


def _refuse_empty(template: NoticeTemplate, form: Form) -> None:
    for blank in template.blanks:
        if blank.is_needed and not form.value(blank.key).strip():
            label = gettext(blank.label)
            form.refuse(blank.key, gettext("Fill in: {label}.").format(label=label))


def _blanks(template: NoticeTemplate, form: Form) -> str:
    return render_template(
        "staff/notice_template.html",
        form=form,
        template=template,
        url_back=url_for("staff.notice_templates"),
    )
