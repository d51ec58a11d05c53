"""What the playground's page shows beside its form."""

from typing import Any

from django.utils.translation import gettext_lazy

from betas.catalogue import facts
from betas.playground import destinations
from betas.playground.examples import EXAMPLES
from betas.playground.forms import PlaygroundForm
from betas.playground.picks import picks, uncatalogued
from betas.playground.tools import offers

SOURCES = [("url", gettext_lazy("by URL")), ("base64", "base64"), ("file", gettext_lazy("by file id"))]
MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf")


def context(form: PlaygroundForm, **more: Any) -> dict[str, Any]:
    known = facts.current()
    offered = list(form.destinations.values())
    shown = str(form["upstream"].value() or "")
    simulated = [each.value for each in offered if each.upstream.simulated]
    return {
        "form": form,
        "names": form.names(),
        "picks": picks(form["betas"].value() or [], known),
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
        **more,
    }
