"""Reads a package into proposals: one short transaction after everything has been read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from django.db import transaction

from betas.catalogue.sync import drafts, spans
from betas.catalogue.sync.drafts import Draft, Known
from betas.catalogue.sync.found import Package, version_key
from betas.catalogue.sync.litellm import Forwarding
from betas.models import Beta, Proposal, SyncRun, User
from betas.models.choices import Visibility


@dataclass(frozen=True, slots=True)
class Summary:
    """`proposed` proposals that this run added; `known` names of the package that were known before it."""

    proposed: int
    known: int


@transaction.atomic
def propose(package: Package, *, who: User | None = None) -> Summary:
    """What is new, gone, sent by default elsewhere or announced to go. First and last sight of known names are kept."""
    before = SyncRun.objects.before(package.name)
    known, listed = _known(), before.said["names"] if before else _listed_last(package)
    names = known.keys() | set(Proposal.objects.new_names().values_list("beta", flat=True))
    spans.keep(package)
    found = chain(
        drafts.new_names(package, names),
        drafts.removals(package, known),
        _compared(package, before, listed, names, known),
    )
    said = {"names": sorted(package.betas), "pins": dict(package.pins), "gated": dict(package.gated)}
    run = SyncRun(package=package.name, version=package.version, who=who, said=said)
    return _written(run, found, known=len(package.betas & names))


@transaction.atomic
def propose_platforms(found: Forwarding, *, who: User | None = None) -> Summary:
    """What a release of LiteLLM says otherwise about platforms."""
    before, known = SyncRun.objects.before("litellm"), _known()
    said = {f"{platform} {beta}": sent_as for (platform, beta), sent_as in found.sent_as.items()}
    run = SyncRun(package="litellm", version=found.version, who=who, said=said)
    forwarded = {beta for _platform, beta in found.sent_as}
    proposed = drafts.forwardings(found, before.said if before else None, known)
    return _written(run, proposed, known=len(forwarded & known.keys()))


def _compared(
    package: Package,
    before: SyncRun | None,
    listed: Collection[str],
    names: Collection[str],
    known: Mapping[str, Known],
) -> Iterable[Draft]:
    """An older release than the last one read says nothing about what is gone."""
    if before and version_key(before.version) > version_key(package.version):
        return
    yield from drafts.gone(package, listed)
    if before and (package.pins or before.said["pins"]):
        yield from drafts.pins(package, before.said["pins"], names, known)


def _listed_last(package: Package) -> Collection[str]:
    """Before any run: what the catalogue saw listed in the newest release it knows, if that is an earlier one."""
    listed = Beta.objects.exclude(last_in_sdk_version="").exclude(visibility=Visibility.SDK_SOURCE_ONLY)
    seen = dict(listed.values_list("name", "last_in_sdk_version"))
    newest = max(map(version_key, seen.values()), default=())
    if package.name != spans.PACKAGE or newest >= version_key(package.version):
        return ()
    return [name for name, version in seen.items() if version_key(version) == newest and name not in package.mentioned]


def _known() -> dict[str, Known]:
    betas = Beta.objects.prefetch_related("platforms")
    return {
        beta.name: Known(
            beta.status,
            beta.deprecated_on is not None,
            tuple(beta.endpoints),
            {row.platform: (row.supported, row.sent_as) for row in beta.platforms.all()},
        )
        for beta in betas
    }


def _written(run: SyncRun, found: Iterable[Draft], *, known: int) -> Summary:
    new = {draft.key: draft for draft in found}
    for key in Proposal.objects.filter(key__in=new).values_list("key", flat=True):
        del new[key]
    run.proposed, run.known = len(new), known
    run.save()
    Proposal.objects.bulk_create(
        Proposal(
            run=run, beta=draft.beta, kind=draft.kind, values=draft.values, evidence=[draft.evidence], key=draft.key
        )
        for draft in new.values()
    )
    return Summary(run.proposed, run.known)
