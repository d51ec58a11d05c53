"""First and last sight of a name in the Python SDK: the one kind of fact that is kept without a review."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from betas.catalogue import changes, disputes
from betas.catalogue.sync import drafts
from betas.catalogue.sync.found import Package, version_key
from betas.models import Beta, Proposal
from betas.models.changes import as_stored

PACKAGE = "anthropic"
Json = dict[str, Any]


def keep(package: Package) -> None:
    """Widens what is known of catalogued names, and what is proposed of new ones."""
    if package.name != PACKAGE:
        return
    for beta in Beta.objects.filter(name__in=package.betas):
        _keep(beta, package)
    for proposal in Proposal.objects.waiting().new_names().filter(beta__in=package.betas):
        if news := widened(proposal.values, package):
            proposal.values |= news
            proposal.save(update_fields=["values"])


def widened(have: Mapping[str, Any], package: Package) -> Json:
    """The values that change: an earlier first sight, a later last one. A version without a day takes the day away."""
    seen, at = drafts.span(package), version_key(package.version)
    first, last = (version_key(have.get(f"{end}_in_sdk_version") or "") for end in ("first", "last"))
    ends = [*(["first"] if not first or at < first else []), *(["last"] if not last or at > last else [])]
    return {f"{end}_in_sdk_{what}": seen[f"{end}_in_sdk_{what}"] for end in ends for what in ("version", "on")}


def _keep(beta: Beta, package: Package) -> None:
    news = widened({name: getattr(beta, name) for name in drafts.span(package)}, package)
    if not news:
        return
    before = {name: as_stored(getattr(beta, name)) for name in news}
    days = {name: date.fromisoformat(news[name]) if news[name] else None for name in news if name.endswith("_on")}
    Beta.objects.filter(pk=beta.pk).update(**{**news, **days})
    disputes.settle(beta, news)
    changes.record(beta, before, news, who=None, why=_("Read in %(package)s.") % {"package": package.label})
