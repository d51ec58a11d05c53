"""A request read from pasted code, as values of the form; and what of it the form keeps as it was, in sentences."""

from typing import Any

from django.utils.translation import gettext as _

from betas.catalogue.facts import Facts
from betas.code import Request
from betas.code.reachable import address
from betas.models import Upstream
from betas.playground.body import taken_apart
from betas.playground.destinations import Destination
from betas.playground.forms import PATHS, VERSIONS, PlaygroundForm
from betas.playground.reading import holdable, written
from betas.playground.request_form import FORM

Initial = dict[str, Any]


def with_body(form: PlaygroundForm, body: Any) -> Initial:
    """The body in the view that the form shows."""
    return taken_apart(body) if form.shows() == FORM else {"json": written(body)}


def with_names(names: Any, facts: Facts) -> Initial:
    """Catalogued ones are picked, the others typed."""
    picked = [name for name in names if name in facts.betas]
    return {"betas": picked, "free": ", ".join(name for name in names if name not in facts.betas)}


def filled(form: PlaygroundForm, request: Request, facts: Facts) -> tuple[Initial, list[str]]:
    """All that a whole request says."""
    values = {**with_body(form, holdable(request.body)), **with_names(holdable(list(request.betas)), facts)}
    said: list[str] = []
    for name, value, offered, sentence in (
        ("path", request.path, PATHS, _("This form does not post to %(given)s: the endpoint stays as it was.")),
        ("api_version", request.api_version, VERSIONS, _("There is no API version %(given)s: it stays as it was.")),
    ):
        if value in dict(offered):
            values[name] = value
        else:
            said.append(sentence % {"given": value[:100]})
    destination = _destination(form, request.base_url)
    if destination:
        values["upstream"] = destination.value
        said.append(_("It goes to: %(label)s.") % {"label": destination.label})
    else:
        kept = _("No upstream with a key is at %(given)s: the upstream stays as it was.")
        said.append(kept % {"given": request.base_url[:100]})
    return {**values, "fault": "", "parent": None}, said


def _destination(form: PlaygroundForm, base_url: str) -> Destination | None:
    """The chosen one where it fits, for an upstream may be offered with several keys."""
    fitting = [each for each in form.destinations.values() if _address(each.upstream) == base_url.casefold()]
    chosen = form.chosen()
    return chosen if chosen in fitting else next(iter(fitting), None)


def _address(upstream: Upstream) -> str:
    return address(upstream.base_url).rstrip("/").casefold()
