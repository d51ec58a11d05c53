"""What a package makes worth proposing: pure, from what it says, what the last one said, and what is known."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betas.catalogue.sync.found import DATED, Announcement, Package
from betas.catalogue.sync.litellm import Forwarding
from betas.models.choices import Status, Visibility
from betas.models.review import ProposalKind

Json = dict[str, Any]
MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal not yet written. `because` is the evidence that makes it another one when it changes."""

    beta: str
    kind: ProposalKind
    values: Json
    evidence: Json
    because: str = ""

    @property
    def key(self) -> str:
        said = json.dumps([self.beta, self.kind, self.because], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue says of a beta, as far as proposals need it."""

    status: str
    deprecated: bool
    endpoints: tuple[str, ...]
    platforms: Mapping[str, tuple[bool | None, str]]


def evidence(source: str, words: str, *, stated: bool = True, third_party: bool = False) -> Json:
    return {"source": source, "words": words[:MOST_WORDS], "stated": stated, "third_party": third_party}


def new_names(package: Package, known: Collection[str]) -> Iterator[Draft]:
    for name in sorted(package.betas.difference(known)):
        endpoints = sorted(endpoint for endpoint, beta in package.pins.items() if beta == name)
        words = _("Listed by %(package)s.") % {"package": package.label}
        values: Json = {
            "status": Status.UNKNOWN.value, "visibility": Visibility.SDK_LISTED.value, "endpoints": endpoints,
            **span(package),
        }  # fmt: skip
        yield Draft(name, ProposalKind.NEW, values, evidence(package.label, words))


def span(package: Package) -> Json:
    """First and last sight, as this release alone shows them."""
    on = package.released_on.isoformat() if package.released_on else None
    return {
        "first_in_sdk_version": package.version, "first_in_sdk_on": on,
        "last_in_sdk_version": package.version, "last_in_sdk_on": on,
    }  # fmt: skip


def gone(package: Package, before: Collection[str]) -> Iterator[Draft]:
    for name in sorted(set(before) - package.betas):
        words = _("No longer listed by %(package)s.") % {"package": package.label}
        values = {"status": Status.DEPRECATED.value, "status_reason": words}
        yield Draft(name, ProposalKind.GONE, values, evidence(package.label, words, stated=False), package.version)


def pins(
    package: Package, before: Mapping[str, str], names: Collection[str], known: Mapping[str, Known]
) -> Iterator[Draft]:
    """One for each pair of a beta that is no longer sent by default and the one that is sent instead, if any.

    `names` were known before: the proposal of a new one says already where it is sent.
    """
    moved: dict[tuple[str, str], list[str]] = {}
    for endpoint in sorted(before.keys() | package.pins.keys()):
        pair = before.get(endpoint, ""), package.pins.get(endpoint, "")
        if pair[0] != pair[1]:
            moved.setdefault(pair, []).append(endpoint)
    for (old, new), endpoints in moved.items():
        if old or new in names:
            yield _pin(package, old, new, endpoints, known)


def _pin(package: Package, old: str, new: str, endpoints: list[str], known: Mapping[str, Known]) -> Draft:
    told = {"package": package.label, "endpoints": ", ".join(endpoints), "old": old, "new": new}
    because = json.dumps([package.version, old, new, endpoints])
    if old and new:
        words = _("%(package)s sends %(new)s instead of %(old)s to %(endpoints)s.") % told
        values: Json = {"endpoints": _joined(known, new, endpoints)}
        if _family(old) == _family(new):
            values = {"status": Status.SUPERSEDED.value, "successor": new, "status_reason": words}
            return Draft(old, ProposalKind.PIN, values, evidence(package.label, words, stated=False), because)
        return Draft(new, ProposalKind.PIN, values, evidence(package.label, words), because)
    if new:
        words = _("%(package)s sends %(new)s by default to %(endpoints)s.") % told
        values = {"endpoints": _joined(known, new, endpoints)}
        return Draft(new, ProposalKind.PIN, values, evidence(package.label, words), because)
    words = _("%(package)s no longer sends %(old)s by default to %(endpoints)s.") % told
    if set(endpoints) <= package.general:
        values = {"status": Status.GENERALLY_AVAILABLE.value, "status_reason": words}
    else:
        left = known[old].endpoints if old in known else ()
        values = {"endpoints": [endpoint for endpoint in left if endpoint not in endpoints]}
    return Draft(old, ProposalKind.PIN, values, evidence(package.label, words, stated=False), because)


def _joined(known: Mapping[str, Known], name: str, endpoints: list[str]) -> list[str]:
    return list(dict.fromkeys([*(known[name].endpoints if name in known else ()), *endpoints]))


def _family(name: str) -> str:
    return name.rpartition("-20")[0] if DATED.fullmatch(name) else name


def removals(package: Package, known: Mapping[str, Known]) -> Iterator[Draft]:
    for announced in package.announcements:
        have = known.get(announced.beta)
        if have is None or not have.deprecated:
            yield _removal(package, announced, have)


def _removal(package: Package, announced: Announcement, have: Known | None) -> Draft:
    values: Json = {"deprecated_on": announced.on.isoformat() if announced.on else None}
    if have is None or have.status in (Status.ACTIVE, Status.UNKNOWN):
        values |= {"status": Status.DEPRECATED.value, "status_reason": announced.words[:MOST_WORDS]}
    source = f"{package.name} {announced.version}, changelog"
    return Draft(announced.beta, ProposalKind.REMOVAL, values, evidence(source, announced.words))


def forwardings(found: Forwarding, before: Mapping[str, Any] | None, known: Mapping[str, Known]) -> Iterator[Draft]:
    """Where LiteLLM says something else than its last release did or, of the first one read, than the catalogue."""
    for (platform, beta), sent_as in sorted(found.sent_as.items()):
        if beta in known and _differs(platform, beta, sent_as, before, known[beta]):
            words = _("%(package)s forwards it as %(name)s.") if sent_as else _("%(package)s drops it.")
            words %= {"package": found.label, "name": sent_as}
            row = {
                "platform": platform, "supported": True if sent_as else None,
                "sent_as": sent_as if sent_as and sent_as != beta else "", "note": words,
            }  # fmt: skip
            proof = evidence(found.label, words, stated=bool(sent_as), third_party=True)
            yield Draft(beta, ProposalKind.PLATFORM, {"platforms": [row]}, proof, json.dumps([platform, sent_as]))


def _differs(platform: str, beta: str, sent_as: str | None, before: Mapping[str, Any] | None, have: Known) -> bool:
    place = f"{platform} {beta}"
    if before is not None and place in before:
        return bool(before[place] != sent_as)
    supported, name = have.platforms.get(platform, (None, ""))
    return bool(sent_as) and (supported is False or (name or beta) != sent_as)
