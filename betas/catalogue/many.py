"""One change of many betas at once, each of them recorded."""

from django.db import transaction
from django.db.models import QuerySet

from betas.catalogue import changes, disputes
from betas.catalogue.shape import Values
from betas.models import Beta, Family, User
from betas.models.changes import as_stored


@transaction.atomic
def set_facts(betas: QuerySet[Beta], news: Values, *, who: User, why: str) -> int:
    """Give plain fields these values, dates as dates. How many betas changed."""
    after = {name: as_stored(value) for name, value in news.items()}
    count = 0
    for beta in betas.select_for_update().order_by("pk"):
        before = {name: as_stored(getattr(beta, name)) for name in news}
        if before != after:
            Beta.objects.filter(pk=beta.pk).update(**news)
            changes.record(beta, before, after, who=who, why=why)
            disputes.settle(beta, news)
            count += 1
    return count


@transaction.atomic
def merge_families(families: QuerySet[Family], into: Family, *, who: User, why: str) -> int:
    """Move every beta of the families to one of them, and forget the others. How many betas moved."""
    others = families.exclude(pk=into.pk)
    moved = Beta.objects.filter(family__in=others).select_related("family").select_for_update(of=("self",))
    count = 0
    for beta in moved.order_by("pk"):
        before = {"family": beta.family.slug}
        Beta.objects.filter(pk=beta.pk).update(family=into)
        changes.record(beta, before, {"family": into.slug}, who=who, why=why)
        disputes.settle(beta, before)
        count += 1
    others.delete()
    return count
