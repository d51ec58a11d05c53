"""What each failure means to the one who sent the request: what happened, what is kept, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betas.upstream.call import Failure

SENTENCES: dict[Failure, Promise] = {
    Failure.DNS: _(
        "The upstream's name could not be found, so nothing was sent. "
        "The request is kept: check the upstream's address and this server's network, then send it again."
    ),
    Failure.REFUSED: _(
        "The upstream could not be reached, so nothing was sent. "
        "The request is kept: check that the upstream is up and its address right, then send it again."
    ),
    Failure.CONNECT_TIMEOUT: _(
        "The upstream did not take the connection in time, so nothing was sent. "
        "The request is kept: check the network, then send it again."
    ),
    Failure.TLS: _(
        "The secure connection to the upstream failed. "
        "The request is kept: check the upstream's certificate, or name its CA in UPSTREAM_CA_BUNDLE."
    ),
    Failure.TIMEOUT: _(
        "The upstream took too long. What had arrived until then is kept. "
        "It may have done the work and charged for it: send it again only if that is all right."
    ),
    Failure.RESET: _(
        "The upstream broke the connection off. What had arrived until then is kept. "
        "It may have done the work and charged for it: send it again only if that is all right."
    ),
    Failure.TRUNCATED: _(
        "The answer ends in the middle. The part that arrived is kept. "
        "It may be charged: send it again only if that is all right."
    ),
    Failure.TOO_LARGE: _(
        "The answer grew past the size limit and was cut off. Its first part is kept: ask for less, then send it again."
    ),
    Failure.REDIRECT: _(
        "The upstream answered with a redirect. It was not followed, because that would hand the key and the prompt "
        "to another address. The answer is kept: correct the upstream's address."
    ),
    Failure.INVALID_RESPONSE: _(
        "The answer is not one that the Claude API gives. It is kept as it came: "
        "check that the upstream's address leads to the API itself."
    ),
    Failure.BLOCKED_ADDRESS: _(
        "Betaboard did not let this request out, so nothing was sent. "
        "The request is kept: change what is named here, or ask an administrator."
    ),
    Failure.INTERRUPTED: _(
        "Betaboard itself stopped while the request was under way. What had arrived until then is kept. "
        "It may be charged: send it again only if that is all right."
    ),
}


def sentence(failure: Failure, detail: str = "") -> str:
    """The failure in plain words, with an Outcome's or an Answer's `detail` after it."""
    return f"{SENTENCES[failure]} {detail}".rstrip()
