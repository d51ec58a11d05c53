"""Families, and one of them."""

from dataclasses import dataclass
from typing import Any

from betas.catalogue.advice import advice
from betas.catalogue.lineage import in_order, steps, to_use
from betas.models import Beta, Family

PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A family, its versions oldest first, and the beta to use, None where there is none."""

    family: Family
    betas: list[Beta]
    use: Beta | None


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is the slug to ask the next page with, None on the last."""

    rows: list[Row]
    after: str | None


def listed(after: str) -> Page:
    """By slug, in two queries."""
    found = list(Family.objects.filter(betas__isnull=False, slug__gt=after).distinct().order_by("slug")[: PAGE + 1])
    betas: dict[int, list[Beta]] = {family.pk: [] for family in found[:PAGE]}
    for beta in Beta.objects.filter(family__in=list(betas)).for_family():
        betas[beta.family_id].append(beta)
    rows = [Row(family, in_order(betas[family.pk]), to_use(betas[family.pk])) for family in found[:PAGE]]
    return Page(rows, found[PAGE - 1].slug if len(found) > PAGE else None)


def context(family: Family) -> dict[str, Any]:
    betas = list(family.betas.select_related("successor").prefetch_related("gates", "platforms"))
    use = to_use(betas)
    return {"family": family, "steps": steps(betas, use), "use": use, "advice": advice(use) if use else ""}
