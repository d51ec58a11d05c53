"""What went wrong with an exchange and what to do about it, in sentences, from what its row keeps."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.diagnosis.signatures import CAUSES, SPENDING, SPENT
from betas.models import Exchange
from betas.models.choices import Means, State
from betas.upstream.call import Failure
from betas.upstream.sentences import sentence

LONGEST_MESSAGE = 300
NAMING = {
    Means.REFUSED_BETA: gettext_lazy("The API does not take %(betas)s, or not from this account."),
    Means.ACCOUNT_GATE: gettext_lazy("This account may not use %(betas)s."),
}
# What these mean says more than the API's own message.
PLAIN = (Means.REFUSED_BETA, Means.TRANSIENT, Means.AUTHENTICATION)
ADVICE = {
    Means.REFUSED_BETA: gettext_lazy("Send it again without the refused beta."),
    Means.MISSING_BETA: gettext_lazy("Add a beta that unlocks the field, or leave the field out."),
    Means.ACCOUNT_GATE: gettext_lazy("Ask for access, or send it without the beta."),
    Means.RATE_LIMIT: gettext_lazy("Try again later."),
    Means.TRANSIENT: gettext_lazy("Try again later."),
    Means.AUTHENTICATION: gettext_lazy("Check the key: it may be wrong, revoked, or meant for another upstream."),
    Means.INVALID_REQUEST: gettext_lazy("Change the request as the message says."),
}
STOPS = {
    "end_turn": gettext_lazy("Came to its end"),
    "max_tokens": gettext_lazy("Cut off at max_tokens"),
    "stop_sequence": gettext_lazy("Reached a stop sequence"),
    "tool_use": gettext_lazy("Waits for a tool's result"),
    "pause_turn": gettext_lazy("Paused; send it back to go on"),
    "refusal": gettext_lazy("Declined by the model"),
    "model_context_window_exceeded": gettext_lazy("The context window is full"),
    "compaction": gettext_lazy("Stopped after a compaction"),
}


def cause(exchange: Exchange) -> str:
    """What happened, in a sentence or two; empty where nothing is wrong. Asks for the exchange's `betas`."""
    match exchange.state:
        case State.FAILED | State.INTERRUPTED:
            return sentence(Failure(exchange.failure or Failure.INTERRUPTED), exchange.failure_detail)
        case State.CANCELLED:
            return _("Stopped before the answer was whole. What had arrived is kept, and may be charged.")
    return _refusal(exchange) if exchange.has_failed else ""


def _refusal(exchange: Exchange) -> str:
    means = Means(exchange.error_means or Means.UNKNOWN)
    names = ", ".join(use.name for use in exchange.betas.all() if use.refused)
    message = exchange.error_message[:LONGEST_MESSAGE]
    if names and means in NAMING:
        return NAMING[means] % {"betas": names}
    if means == Means.MISSING_BETA:
        return _("A beta is missing: %(message)s") % {"message": message}
    return str(CAUSES[means]) if means in PLAIN or not message else message


def advice(exchange: Exchange) -> str:
    """What to do about an error; empty for a failure, whose cause says it already."""
    if exchange.state != State.DONE or not exchange.has_failed:
        return ""
    means = Means(exchange.error_means or Means.UNKNOWN)
    if means == Means.RATE_LIMIT and SPENDING.search(exchange.error_message):
        return str(SPENT)
    return advised(means)


def advised(means: Means) -> str:
    """What to do about errors of this kind."""
    return str(ADVICE.get(means, _("Read the whole answer.")))


def stop(reason: str) -> str:
    """Why the model stopped, in words; a reason not known here is its own word."""
    return str(STOPS.get(reason, reason))
