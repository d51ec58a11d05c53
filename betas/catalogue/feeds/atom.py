"""Changes of the catalogue as an Atom feed (RFC 4287)."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from betas.catalogue import wording
from betas.models import BetaChange

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NAME = "Betaboard"
LONGEST = 2000


class Feed(Atom1Feed):
    """Dated by the catalogue, not by the clock: the same revision gives the same bytes."""

    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["changed"]
        return changed


def atom(changes: Iterable[BetaChange], changed: datetime, query: str) -> str:
    """`query` is what stands behind the `?` of the list. Needs the changes with their `beta` and `who`."""
    tail = f"?{query}" if query else ""
    here = f"{settings.PUBLIC_URL}{reverse('catalogue:index')}{tail}"
    feed = Feed(
        title=_printable(_("Changes of betas: %(query)s") % {"query": query} if query else _("Changes of betas")),
        link=here,
        description="",
        feed_url=f"{settings.PUBLIC_URL}{reverse('catalogue:atom')}{tail}",
        author_name=NAME,
        feed_guid=here,
        changed=changed,
    )
    for change in changes:
        feed.add_item(**_entry(change))
    return feed.writeString("utf-8")


def _entry(change: BetaChange) -> dict[str, Any]:
    told = wording.change(change)
    lines = [*(f"− {text}" for text in told.removed), *(f"+ {text}" for text in told.added), change.why]
    path = change.beta.get_absolute_url() if change.beta else reverse("catalogue:index")
    return {
        "title": _printable(f"{change.subject}: {change.field.replace('_', ' ')}"),
        "link": f"{settings.PUBLIC_URL}{path}",
        "description": _printable("\n".join(filter(None, lines)))[:LONGEST],
        "author_name": _printable(change.who.get_username() if change.who else NAME),
        "pubdate": change.at,
        "updateddate": change.at,
        "unique_id": f"{settings.PUBLIC_URL}{reverse('catalogue:index')}#change-{change.pk}",
    }


def _printable(text: str) -> str:
    """XML has no place for control characters."""
    return UNPRINTABLE.sub("", text)
