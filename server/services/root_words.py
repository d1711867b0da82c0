"""What a request for a root says, in words that its holders read and compare."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from content.root import ROLES, Root
from content.root_request import RootRequest, spoken_digits
from content.schedule import TIMEZONE
from server.locale import N_, translate

_ROLE_WORDS = {
    "content": N_("Notices"),
    "alert": N_("Alerts"),
    "drill": N_("Drills"),
    "state": N_("State of the boards"),
}
_RIGHT_WORDS = {"alert": N_("alerts"), "identity": N_("boards' places")}


def summary(request: RootRequest, language: str) -> list[str]:
    """Describe a request, a line each; what has changed against the root that stands is marked."""
    held, wanted = request.held_root, request.wanted_root
    return [
        *_head(held, wanted, language),
        "",
        *_root_keys(held, wanted, request.labels, language),
        "",
        *_online_keys(held, wanted, language),
        "",
        *_officers(held, wanted, request.labels, language),
        "",
        *_standing(request, language),
        "",
        translate(N_("DIGITS OF THIS REQUEST: {digits}"), language, digits=request.digits),
    ]


def _head(held: Root, wanted: Root, language: str) -> Iterator[str]:
    yield translate(
        N_("Root {version}, follows root {before}"),
        language, version=wanted.version, before=held.version,
    )  # fmt: skip
    yield translate(N_("Counts until: {day}"), language, day=_day(wanted.expires))
    if wanted.epoch != held.epoch:
        yield translate(N_("NEW EPOCH: all that was signed before counts no longer"), language)


def _root_keys(held: Root, wanted: Root, labels: Mapping[str, str], language: str) -> Iterator[str]:
    role, before = wanted.roles["root"], held.roles["root"]
    yield translate(
        N_("Root keys: {threshold} of {count} must sign"),
        language, threshold=role.threshold, count=len(role.keyids),
    )  # fmt: skip
    for keyid in role.keyids:
        yield _key(keyid, labels.get(keyid, ""), keyid in before.keyids, language)
    yield from _gone(before.keyids, role.keyids, labels, language)


def _online_keys(held: Root, wanted: Root, language: str) -> Iterator[str]:
    yield translate(N_("Keys of the server"), language)
    for role in (name for name in ROLES if name != "root"):
        word = translate(_ROLE_WORDS[role], language)
        for keyid in wanted.roles[role].keyids:
            yield _key(keyid, word, keyid in held.roles[role].keyids, language)


def _officers(held: Root, wanted: Root, labels: Mapping[str, str], language: str) -> Iterator[str]:
    before = held.officers.keys if held.officers else {}
    if wanted.officers is None:
        yield translate(N_("No officers: the server alone signs alerts"), language)
        yield from _gone(before, (), {k: o.name for k, o in before.items()}, language)
        return
    yield translate(
        N_("Officers: an alert needs the touch of {threshold}; address {site}"),
        language, threshold=wanted.officers.threshold, site=wanted.officers.rp_id,
    )  # fmt: skip
    for keyid, officer in wanted.officers.keys.items():
        rights = ", ".join(translate(_RIGHT_WORDS[right], language) for right in officer.rights)
        units = ", ".join(labels.get(unit, unit) for unit in officer.units)
        yield _key(keyid, f"{officer.name} | {units} | {rights}", keyid in before, language)
    yield from _gone(before, wanted.officers.keys, {k: o.name for k, o in before.items()}, language)


def _standing(request: RootRequest, language: str) -> Iterator[str]:
    found = request.standing()
    yield translate(
        N_("Signatures of the old root keys: {found} of {needed}"),
        language, found=found.of_held, needed=found.held_needs,
    )  # fmt: skip
    yield translate(
        N_("Signatures of the new root keys: {found} of {needed}"),
        language, found=found.of_next, needed=found.next_needs,
    )  # fmt: skip


def _key(keyid: str, name: str, is_held: bool, language: str) -> str:
    mark = "      " if is_held else translate(N_("NEW"), language).ljust(6)
    return f"  {mark}{spoken_digits(keyid)}  {name}".rstrip()


def _gone(
    before: Mapping[str, object] | tuple[str, ...],
    now: Mapping[str, object] | tuple[str, ...],
    names: Mapping[str, str],
    language: str,
) -> Iterator[str]:
    for keyid in before:
        if keyid not in now:
            word = translate(N_("GONE"), language).ljust(6)
            yield f"  {word}{spoken_digits(keyid)}  {names.get(keyid, '')}".rstrip()


def _day(at: datetime) -> str:
    return at.astimezone(TIMEZONE).strftime("%d/%m/%Y")
