"""Words of the project's own on exchanges: which may be one, put on and taken off."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from betas.models import Exchange, ExchangeTag
from betas.models.history import ExchangeQuerySet
from betas.models.search import LONGEST_TAG
from betas.query.conditions import NONE

MOST = 20
# What the query language reads as one value, without quotation marks.
NAME = re.compile(r"\w[\w.-]*\Z")
APART = re.compile(r"[\s,]+")


def names(text: str) -> list[str]:
    """The tags that a text names, small letters alone. Raises ValidationError with a sentence for each that is none."""
    found = list(dict.fromkeys(filter(None, APART.split(text.lower()))))
    if wrong := [problem for name in found if (problem := _problem(name))]:
        raise ValidationError(wrong)
    if not found:
        raise ValidationError(_("Write a tag."))
    return found


def _problem(name: str) -> str:
    if len(name) > LONGEST_TAG:
        told = {"name": name[:LONGEST_TAG], "most": LONGEST_TAG}
        return _("“%(name)s…” is too long: a tag has at most %(most)s characters.") % told
    if name == NONE:
        return _("“none” asks for what has no tag: take another word.")
    if not NAME.match(name):
        return _("“%(name)s” is no tag: take letters, digits, points, hyphens and underscores.") % {"name": name}
    return ""


@transaction.atomic
def add(exchanges: ExchangeQuerySet, added: Iterable[str]) -> None:
    """To all or to none. Raises ValidationError where one of them would have too many."""
    locked = list(exchanges.select_for_update().prefetch_related("tags"))
    missing = [(each, {*added} - {tag.name for tag in each.tags.all()}) for each in locked]
    for each, new in missing:
        _refuse_too_many(each, len(each.tags.all()) + len(new))
    ExchangeTag.objects.bulk_create(
        ExchangeTag(exchange=each, project_id=each.project_id, name=name) for each, new in missing for name in new
    )


def _refuse_too_many(exchange: Exchange, count: int) -> None:
    if count > MOST:
        told = {"name": exchange.preview or exchange.path, "most": MOST, "count": count}
        raise ValidationError(
            _("An exchange has at most %(most)s tags; “%(name)s” would have %(count)s. Take some off first.") % told
        )


def drop(exchanges: ExchangeQuerySet, dropped: Iterable[str]) -> None:
    ExchangeTag.objects.filter(exchange__in=exchanges, name__in=[*dropped]).delete()
