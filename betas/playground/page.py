"""What the playground's page shows beside its form."""

from typing import Any

from betas.catalogue import facts
from betas.playground import destinations, picking
from betas.playground.examples import EXAMPLES
from betas.playground.forms import PlaygroundForm
from betas.playground.picks import uncatalogued


def context(form: PlaygroundForm, **more: Any) -> dict[str, Any]:
    known = facts.current()
    offered = list(form.destinations.values())
    shown = str(form["upstream"].value() or "")
    simulated = [each.value for each in offered if each.upstream.simulated]
    return {
        "form": form,
        "names": form.names(),
        "picks": picking.offered(form, known),
        "uncatalogued": uncatalogued(form.names(), known),
        "known": len(known.betas),
        "models": list(known.models),
        "without_key": destinations.without_key(form.project, offered),
        "simulators": simulated,
        "simulated": shown in simulated or (shown not in form.destinations and bool(simulated)),
        "examples": EXAMPLES,
        **more,
    }
