"""What is wrong with a request before it is sent. Pure: the catalogue's facts come in as a value.

Rules stand in two rows. The first repairs: each rule judges what the rules before it would leave, so that all their
fixes together are one sound request. The second advises on the names as repaired; its fixes are kept where they do no
harm. In the end the fixes are made to commute. A fact that no source states makes no finding above info.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from betas import header
from betas.catalogue.facts import Facts
from betas.diagnosis.draft import MESSAGES, NEWEST_VERSION, Draft
from betas.diagnosis.findings import IN_BODY, Finding, Level, names_in
from betas.diagnosis.rules import conflicts, fitness, lifecycle, missing, places, platforms, spelling, versions
from betas.diagnosis.settling import settled
from betas.models.choices import Platform

Rule = Callable[[Draft], Iterator[Finding]]

NAMES: tuple[Rule, ...] = (
    places.in_body, spelling.spaced, spelling.malformed, spelling.repeated, spelling.unknown, lifecycle.refused,
)  # fmt: skip
REPAIRS: tuple[Rule, ...] = (
    platforms.unsupported, conflicts.between_names, conflicts.between_fields, missing.missing, versions.removed,
)  # fmt: skip
ADVICE: tuple[Rule, ...] = (
    lifecycle.ageing, lifecycle.not_needed, lifecycle.old_shape, fitness.unused, fitness.wrong_endpoint,
    fitness.unsupported_model, fitness.required_absent, fitness.endpoint_bare,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """`header` is what would be sent as it stands: names trimmed, each once, what cannot be sent left out."""

    header: str
    findings: tuple[Finding, ...]


def lint(
    betas: Sequence[str] | str,
    body: Mapping[str, Any],
    facts: Facts,
    *,
    model: str = "",
    platform: str = Platform.CLAUDE_API,
    api_version: str = NEWEST_VERSION,
    path: str = MESSAGES,
    advice: bool = True,
) -> Report:
    """`betas` as given: entries of a list, or a raw header. `model` is the body's own where none is given.

    Without `advice`, what is no error may be left out, in half the time.
    """
    names = header.as_written(betas) if isinstance(betas, str) else tuple(betas)
    inside = names_in(body, IN_BODY) if platform == Platform.BEDROCK else ()
    judged = (*names, *(name for name in inside if name not in names))
    where = path.partition("?")[0].rstrip("/")
    draft = Draft.of(judged, body, facts, model=model, platform=platform, api_version=api_version, path=where)
    return Report(_header(names), settled(_found(draft, advice), draft, names))


def _header(names: Sequence[str]) -> str:
    trimmed = (name.strip(header.OPTIONAL_SPACE) for name in names)
    return header.join(dict.fromkeys(name for name in trimmed if header.NAME.match(name)))


def _found(draft: Draft, advice: bool) -> list[Finding]:
    names, named = _repaired(draft, NAMES)
    repairs, sound = _repaired(named, REPAIRS)
    advised = [_of_given(finding, draft) for rule in ADVICE for finding in rule(named)] if advice else []
    return names + repairs + _harmless(sound, advised)


def _repaired(draft: Draft, rules: Sequence[Rule]) -> tuple[list[Finding], Draft]:
    found: list[Finding] = []
    for rule in rules:
        made = list(rule(draft))
        draft = draft.mended(made)
        found += made
    return found, draft


def _of_given(finding: Finding, draft: Draft) -> Finding:
    """Advice to take out a name that only a repair brings in waits until it is repaired."""
    fix = finding.fix
    waits = fix and fix.remove and not fix.add and set(draft.betas).isdisjoint(fix.remove)
    return replace(finding, fix=None) if waits else finding


def _harmless(sound: Draft, advice: list[Finding]) -> list[Finding]:
    """Without the fixes that, together with those before them, would bring an error."""
    if not any(finding.fix for finding in advice) or _is_sound(sound.mended(advice)):
        return advice
    kept: list[Finding] = []
    for finding in advice:
        harmless = not finding.fix or _is_sound(sound.mended([*kept, finding]))
        kept.append(finding if harmless else replace(finding, fix=None))
    return kept


def _is_sound(draft: Draft) -> bool:
    return all(finding.level != Level.ERROR for rule in (*NAMES, *REPAIRS) for finding in rule(draft))
