"""Where keepers of the catalogue go from here, with how much waits there."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from betas.models import Proposal
from betas.models.choices import Role

register = template.Library()

TABS = (
    ("catalogue:review", _("Review")),
    ("catalogue:disagreements", _("Disagreements")),
    ("catalogue:stale", _("Stale")),
    ("catalogue:changes", _("Changes")),
    ("catalogue:transfer", _("Import and export")),
    ("catalogue:sdk_diff", _("SDK upgrade")),
)


@register.inclusion_tag("catalogue/keeping/_tabs.html", takes_context=True)
def keepers_tabs(context: template.RequestContext) -> dict[str, Any]:
    """The keepers' pages, for administrators; nothing for others."""
    if context["role"] != Role.ADMIN:
        return {"tabs": ()}
    return {"tabs": TABS, "here": context["request"].resolver_match.view_name, "waiting": _waiting()}


@register.inclusion_tag("catalogue/keeping/_links.html", takes_context=True)
def keepers_links(context: template.RequestContext) -> dict[str, Any]:
    """For the head of the catalogue: what changed and, for administrators, how many proposals wait (one query)."""
    is_keeper = context["role"] == Role.ADMIN
    return {"is_keeper": is_keeper, "waiting": _waiting() if is_keeper else 0}


def _waiting() -> int:
    return Proposal.objects.waiting().count()
