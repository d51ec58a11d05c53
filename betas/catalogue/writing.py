"""Puts facts in the form of `shape` into the database, many at once where that is cheaper."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from betas.catalogue import shape
from betas.catalogue.shape import Values
from betas.models import Beta, Family


def add_betas(betas: Mapping[str, Values], *, shipped: bool = False) -> list[Beta]:
    """New betas with all that stands beside them, in a number of queries that does not grow with them.

    `shipped` ones remember what they came with, as the base of the next load.
    """
    if not betas:
        return []
    families = _families(values["family"] for values in betas.values())
    added = Beta.objects.bulk_create(
        Beta(name=name, family=families[values["family"]], shipped=values if shipped else {}, **_plain(values))
        for name, values in betas.items()
    )
    ids = _ids()
    for beta in added:
        beta.successor_id = ids.get(betas[beta.name]["successor"])
    Beta.objects.bulk_update([beta for beta in added if beta.successor_id], ["successor"])
    for side in shape.ROWS:
        _add_rows(side, ((beta, betas[beta.name][side]) for beta in added), ids)
    _relate(((beta, betas[beta.name]["related"]) for beta in added), ids)
    return added


def update_beta(beta: Beta, news: Values) -> None:
    """Set some fields; a list of rows is replaced as a whole."""
    ids = _ids()
    for name, value in _plain(news).items():
        setattr(beta, name, value)
    if "family" in news:
        beta.family = _families([news["family"]])[news["family"]]
    if "successor" in news:
        beta.successor_id = ids.get(news["successor"])
    beta.save()
    for side in shape.ROWS.keys() & news.keys():
        getattr(beta, side).all().delete()
        _add_rows(side, [(beta, news[side])], ids)
    if "related" in news:
        beta.related.set(ids[name] for name in news["related"])


def _plain(values: Values) -> Values:
    return {name: shape.column(Beta, name).to_python(values[name]) for name in shape.PLAIN if name in values}


def _families(slugs: Iterable[str]) -> dict[str, Family]:
    wanted = set(slugs)
    Family.objects.bulk_create((Family(slug=slug) for slug in sorted(wanted)), ignore_conflicts=True)
    return {family.slug: family for family in Family.objects.filter(slug__in=wanted)}


def _ids() -> dict[str | None, int]:
    return {name: pk for pk, name in Beta.objects.values_list("pk", "name")}


def _add_rows(side: str, lists: Iterable[tuple[Beta, list[Values]]], ids: Mapping[str | None, int]) -> None:
    model = shape.ROWS[side]
    model._default_manager.bulk_create(model(beta=beta, **_row(row, ids)) for beta, rows in lists for row in rows)


def _row(row: Values, ids: Mapping[str | None, int]) -> dict[str, Any]:
    if "other" not in row:
        return row
    return {**row, "other": None, "other_id": ids.get(row["other"])}


def _relate(lists: Iterable[tuple[Beta, list[str]]], ids: Mapping[str | None, int]) -> None:
    through: type[models.Model] = Beta.related.through
    through._default_manager.bulk_create(
        through(from_beta_id=beta.pk, to_beta_id=ids[name]) for beta, names in lists for name in names
    )
