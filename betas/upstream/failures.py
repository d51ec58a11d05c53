"""What requests, urllib3 and the sockets below them raise, named: the one place that knows their exceptions."""

import http.client
import ssl
from collections.abc import Iterator
from typing import NamedTuple

import requests
import urllib3.exceptions as wire_errors
from django.utils.translation import gettext as _

from betas.upstream.call import Failure


class Verdict(NamedTuple):
    """How a reading ended: whole, with a failure, or stopped. `detail` is a sentence that is safe to show."""

    failure: Failure | None = None
    detail: str = ""
    stopped: bool = False


class Stopped(Exception):
    """We ended it ourselves: for a failure, or because nobody wants it any more.

    Neither requests nor urllib3 knows it, so it passes through both unchanged.
    """

    def __init__(self, failure: Failure | None = None, detail: str = "") -> None:
        super().__init__(detail)
        self.verdict = Verdict(failure, detail, stopped=failure is None)


EXPECTED = (requests.RequestException, wire_errors.HTTPError, http.client.HTTPException, OSError, UnicodeError)

# Most specific first, each held against the whole chain: requests wraps urllib3, which wraps http.client and ssl.
NAMES: tuple[tuple[tuple[type[BaseException], ...], Failure], ...] = (
    ((requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL), Failure.REFUSED),
    ((requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, UnicodeError), Failure.BLOCKED_ADDRESS),
    ((wire_errors.TimeoutError, requests.Timeout, TimeoutError), Failure.TIMEOUT),
    ((ssl.SSLError, wire_errors.SSLError, requests.exceptions.SSLError), Failure.TLS),
    ((http.client.RemoteDisconnected, ConnectionError), Failure.RESET),
    ((http.client.IncompleteRead, wire_errors.IncompleteRead), Failure.TRUNCATED),
    ((http.client.HTTPException, wire_errors.DecodeError), Failure.INVALID_RESPONSE),
    ((wire_errors.InvalidHeader, requests.exceptions.InvalidHeader), Failure.INVALID_RESPONSE),
)


def verdict(error: BaseException) -> Verdict:
    """The failure behind an exception of EXPECTED. Its text is ours: theirs quotes headers, keys among them."""
    chain = tuple(_chain(error))
    for kinds, failure in NAMES:
        for found in chain:
            if isinstance(found, kinds):
                return Verdict(failure, _detail(failure, chain))
    return Verdict(Failure.RESET)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it wraps, as an argument, a reason or a cause."""
    waiting, seen = [error], set[int]()
    while waiting:
        found = waiting.pop(0)
        if id(found) not in seen:
            seen.add(id(found))
            yield found
            inner = (*found.args, getattr(found, "reason", None), found.__cause__)
            waiting += [part for part in inner if isinstance(part, BaseException)]


def _detail(failure: Failure, chain: tuple[BaseException, ...]) -> str:
    match failure:
        case Failure.REFUSED:
            return _("The proxy of UPSTREAM_PROXY refused the connection or could not be reached.")
        case Failure.BLOCKED_ADDRESS:
            return _("Its address or a header cannot be sent.")
        case Failure.TLS:
            return next((text for error in chain if (text := _tls(error))), "")
        case Failure.INVALID_RESPONSE:
            return _("It broke the rules of HTTP.")
    return ""


def _tls(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The certificate was not accepted: %(reason)s.") % {"reason": error.verify_message.rstrip(".")}
    if isinstance(error, ssl.SSLError) and error.reason:
        return _("TLS reports: %(reason)s.") % {"reason": error.reason.replace("_", " ").lower()}
    return ""
