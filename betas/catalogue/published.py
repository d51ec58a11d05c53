"""A beta, its changes and a model as JSON. Null means not stated, never no."""

from typing import Any

from typing_extensions import TypedDict

from betas.catalogue.facts import Facts
from betas.models import Beta, BetaChange, ClaudeModel, Conflict, Evidence, Gate, PlatformSupport, Requirement
from betas.models.choices import Platform
from betas.plain import day, moment, stated


class DatesShape(TypedDict):
    announced: str | None
    first_in_sdk: str | None
    last_in_sdk: str | None
    ga: str | None
    deprecated: str | None
    retired: str | None
    verified: str | None


class SdkShape(TypedDict):
    """Versions of the official Python SDK that list the name."""

    first: str | None
    last: str | None


class PlatformShape(TypedDict):
    supported: bool | None
    sent_as: str | None
    note: str | None


class PlatformsShape(TypedDict):
    claude_api: PlatformShape
    bedrock: PlatformShape
    vertex: PlatformShape
    foundry: PlatformShape
    claude_platform_on_aws: PlatformShape
    google_cloud: PlatformShape


class GateShape(TypedDict):
    """`only_on` are the models that it stands on, null where it stands on every one."""

    path: str
    kind: str
    value: str | None
    mode: str
    only_on: list[str] | None


ConflictShape = TypedDict("ConflictShape", {"with": str, "beta": str | None, "note": str | None})


class RequirementShape(TypedDict):
    beta: str | None
    note: str | None


class EvidenceShape(TypedDict):
    """A null `field` speaks for the whole beta."""

    field: str | None
    value: str | None
    source: str
    url: str | None
    read_on: str | None
    stated: bool
    third_party: bool


class BetaShape(TypedDict):
    name: str
    family: str
    named_on: str | None
    title: str
    summary: str
    category: str
    status: str
    status_reason: str
    still_accepted: bool | None
    header_still_needed: bool | None
    header_note: str
    changes_response_shape: bool | None
    dates: DatesShape
    sdk: SdkShape
    successor: str | None
    predecessors: list[str]
    related: list[str]
    endpoints: list[str]
    models: list[str] | None
    platforms: PlatformsShape
    gates: list[GateShape]
    conflicts: list[ConflictShape]
    requires: list[RequirementShape]
    docs_url: str | None
    evidence: list[EvidenceShape]
    visibility: str


class ChangeShape(TypedDict):
    """One field's change; `who` is null where a load or a sync made it."""

    id: int
    at: str
    beta: str
    field: str
    before: Any
    after: Any
    who: str | None
    why: str


class ModelShape(TypedDict):
    """Prices are US dollars per million tokens as decimal strings, estimates from `price_source`."""

    id: str
    in_sdk: bool
    retires_on: str | None
    context_window: int | None
    max_output_tokens: int | None
    prices: dict[str, str]
    prices_above_100k: dict[str, str]
    price_source: str | None
    sources: list[str]


def beta_shape(beta: Beta, known: Facts) -> BetaShape:
    """Needs the beta with all that stands beside it: `Beta.objects.whole()`."""
    return BetaShape(
        name=beta.name,
        family=beta.family.slug,
        named_on=day(beta.named_on),
        title=beta.title,
        summary=beta.summary,
        category=beta.category,
        status=beta.status,
        status_reason=beta.status_reason,
        still_accepted=beta.still_accepted,
        header_still_needed=beta.header_still_needed,
        header_note=beta.header_note,
        changes_response_shape=beta.changes_response_shape,
        dates=_dates(beta),
        sdk=SdkShape(first=stated(beta.first_in_sdk_version), last=stated(beta.last_in_sdk_version)),
        successor=beta.successor.name if beta.successor else None,
        predecessors=list(known.predecessors(beta.name)),
        related=[other.name for other in beta.related.all()],
        endpoints=beta.endpoints,
        models=_models(beta),
        platforms=_platforms(beta),
        gates=[_gate(gate) for gate in beta.gates.all()],
        conflicts=[_conflict(conflict) for conflict in beta.conflicts.all()],
        requires=[_requirement(requirement) for requirement in beta.requirements.all()],
        docs_url=stated(beta.docs_url),
        evidence=[_evidence(evidence) for evidence in beta.evidence.all()],
        visibility=beta.visibility,
    )


def change_shape(change: BetaChange) -> ChangeShape:
    return ChangeShape(
        id=change.pk,
        at=moment(change.at),
        beta=change.subject,
        field=change.field,
        before=change.before,
        after=change.after,
        who=change.who.get_username() if change.who else None,
        why=change.why,
    )


def model_shape(model: ClaudeModel) -> ModelShape:
    return ModelShape(
        id=model.pk,
        in_sdk=model.in_sdk,
        retires_on=day(model.retires_on),
        context_window=model.context_window,
        max_output_tokens=model.max_output_tokens,
        prices=model.prices,
        prices_above_100k=model.prices_above_100k,
        price_source=stated(model.price_source),
        sources=model.sources,
    )


def _dates(beta: Beta) -> DatesShape:
    return DatesShape(
        announced=day(beta.announced_on),
        first_in_sdk=day(beta.first_in_sdk_on),
        last_in_sdk=day(beta.last_in_sdk_on),
        ga=day(beta.ga_on),
        deprecated=day(beta.deprecated_on),
        retired=day(beta.retired_on),
        verified=day(beta.verified_on),
    )


def _models(beta: Beta) -> list[str] | None:
    """The models it is said to work with; null where no source speaks of models."""
    found = beta.models.all()
    return [support.model for support in found if support.supported] if found else None


def _platforms(beta: Beta) -> PlatformsShape:
    known = {support.platform: support for support in beta.platforms.all()}
    return PlatformsShape(
        claude_api=_platform(known.get(Platform.CLAUDE_API)),
        bedrock=_platform(known.get(Platform.BEDROCK)),
        vertex=_platform(known.get(Platform.VERTEX)),
        foundry=_platform(known.get(Platform.FOUNDRY)),
        claude_platform_on_aws=_platform(known.get(Platform.CLAUDE_PLATFORM_ON_AWS)),
        google_cloud=_platform(known.get(Platform.GOOGLE_CLOUD)),
    )


def _platform(support: PlatformSupport | None) -> PlatformShape:
    if support is None:
        return PlatformShape(supported=None, sent_as=None, note=None)
    return PlatformShape(supported=support.supported, sent_as=stated(support.sent_as), note=stated(support.note))


def _gate(gate: Gate) -> GateShape:
    return GateShape(
        path=gate.path, kind=gate.kind, value=stated(gate.value), mode=gate.mode, only_on=gate.only_on or None
    )


def _conflict(conflict: Conflict) -> ConflictShape:
    beta = conflict.other.name if conflict.other else None
    return ConflictShape({"with": conflict.subject, "beta": beta, "note": stated(conflict.note)})


def _requirement(requirement: Requirement) -> RequirementShape:
    beta = requirement.other.name if requirement.other else None
    return RequirementShape(beta=beta, note=stated(requirement.note))


def _evidence(evidence: Evidence) -> EvidenceShape:
    return EvidenceShape(
        field=stated(evidence.field),
        value=stated(evidence.value),
        source=evidence.source,
        url=stated(evidence.url),
        read_on=day(evidence.read_on),
        stated=evidence.stated,
        third_party=evidence.third_party,
    )
