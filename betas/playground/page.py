"""What the playground's page shows beside its form."""

from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from betas.catalogue import facts
from betas.code import Request
from betas.playground import destinations, judging, picking
from betas.playground.examples import EXAMPLES
from betas.playground.forms import NEWEST, PlaygroundForm
from betas.playground.picks import uncatalogued
from betas.playground.request_form import CODE
from betas.playground.tools import offers

SOURCES = [("url", gettext_lazy("by URL")), ("base64", "base64"), ("file", gettext_lazy("by file id"))]
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf")


def context(form: PlaygroundForm, **more: Any) -> dict[str, Any]:
    """What is lazy is not part of every fragment."""
    known = facts.current()
    offered = list(form.destinations.values())
    shown = str(form["upstream"].value() or "")
    simulated = [each.value for each in offered if each.upstream.simulated]
    return {
        "form": form,
        "names": form.names(),
        "picks": SimpleLazyObject(lambda: picking.offered(form, known)),
        "strip": SimpleLazyObject(lambda: judging.strip(form, known)),
        "uncatalogued": uncatalogued(form.names(), known),
        "known": len(known.betas),
        "models": list(known.models),
        "tool_types": offers(known),
        "sources": SOURCES,
        "media_types": MEDIA_TYPES,
        "without_key": destinations.without_key(form.project, offered),
        "simulators": simulated,
        "simulated": shown in simulated or (shown not in form.destinations and bool(simulated)),
        "examples": EXAMPLES,
        "code_request": _code_request(form) if form.shows() == CODE else None,
        **more,
    }


def _code_request(form: PlaygroundForm) -> Request | None:
    """The request to be written as code; None where there is no upstream at all."""
    destination = form.chosen()
    if destination is None:
        return None
    return Request(
        base_url=destination.upstream.base_url,
        path=str(form["path"].value()),
        body=form.so_far(),
        betas=form.names(),
        api_version=str(form["api_version"].value() or NEWEST),
        header_style=destination.upstream.header_style,
    )
