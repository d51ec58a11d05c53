"""What to do about a beta, in one or two sentences: from its facts alone, and what no source states is said as such."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from betas.models import Beta
from betas.models.choices import Status

PAST = (Status.SUPERSEDED, Status.DEPRECATED, Status.RETIRED)


def advice(beta: Beta) -> str:
    """Plain text. Reads the successor's name and status: select it with the beta where there are many."""
    return " ".join(filter(None, ADVISERS[Status(beta.status)](beta)))


def _active(beta: Beta) -> tuple[str, str]:
    needed = {
        True: _("Send it where you use the feature: the header is needed."),
        False: _("Leave it out: the header is not needed."),
        None: _("Send it where you use the feature; whether that works without the header is not stated."),
    }
    return needed[beta.header_still_needed], _ends(beta) or _newer(beta)


def _generally_available(beta: Beta) -> tuple[str, str]:
    needed = {
        True: _("Keep it where the header is still needed; elsewhere the feature is generally available."),
        False: _("Leave it out: the feature is generally available without the header."),
        None: _("Try without it: the feature is generally available; whether the header may go is not stated."),
    }
    older = _("With the header the answer has an older shape.") if beta.changes_response_shape else ""
    return needed[beta.header_still_needed], older or _newer(beta)


def _deprecated(beta: Beta) -> tuple[str, str]:
    alone = _("Plan to do without it: it is deprecated, and no successor is stated.")
    needed = _("Until you have, the header is still needed in places.") if beta.header_still_needed else ""
    return _move(beta) or alone, _ends(beta) or needed or _accepted(beta)


def _superseded(beta: Beta) -> tuple[str, str]:
    return _move(beta) or _("It is superseded, but no successor is stated."), _accepted(beta)


def _retired(beta: Beta) -> tuple[str, str]:
    return _move(beta) or _("Take it out: it is retired, and no successor is stated."), _accepted(beta)


def _unknown(beta: Beta) -> tuple[str, str]:
    return _move(beta) or _("Try it before you rely on it: no source states its status."), _accepted(beta)


def _move(beta: Beta) -> str:
    """Empty without a successor."""
    if not beta.successor:
        return ""
    if beta.successor.status not in PAST:
        return _("Move to its successor, %(name)s.") % {"name": beta.successor.name}
    told = {"name": beta.successor.name, "status": Status(beta.successor.status).label.lower()}
    return _("Move on past its successor, %(name)s, which is itself %(status)s.") % told


def _newer(beta: Beta) -> str:
    return _("Its successor is %(name)s.") % {"name": beta.successor.name} if beta.successor else ""


def _ends(beta: Beta) -> str:
    """For one that is not retired yet."""
    return _("It retires on %(day)s.") % {"day": beta.retired_on.isoformat()} if beta.retired_on else ""


def _accepted(beta: Beta) -> str:
    return {
        True: _("The name is still accepted, which does not say that it still does something."),
        False: _("The name is no longer accepted."),
        None: _("Whether the name is still accepted is not stated."),
    }[beta.still_accepted]


ADVISERS: dict[Status, Callable[[Beta], tuple[str, str]]] = {
    Status.ACTIVE: _active,
    Status.GENERALLY_AVAILABLE: _generally_available,
    Status.SUPERSEDED: _superseded,
    Status.DEPRECATED: _deprecated,
    Status.RETIRED: _retired,
    Status.UNKNOWN: _unknown,
}
