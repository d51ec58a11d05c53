"""The doctor's card: cause, culprits then and now, how often it was seen, and the ways to send it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.diagnosis.doctor import Confidence, Diagnosis
from betas.diagnosis.findings import apply
from betas.diagnosis.platform import label
from betas.diagnosis.retrying import Way, ways
from betas.diagnosis.signatures import Retry
from betas.history import listing, read, then, verdict
from betas.history.causes import advised
from betas.models import Beta, Exchange
from betas.models.choices import Means
from betas.upstream.answer import Answer

MOST_SEEN = 1000
WEB = ("https://", "http://")
SURE = {
    Confidence.CERTAIN: gettext_lazy("certain"),
    Confidence.LIKELY: gettext_lazy("likely"),
    Confidence.GUESS: gettext_lazy("a guess"),
}
RETRY = {
    Retry.WITH_FIX: gettext_lazy("Only once mended: sent as it is, it will fail again."),
    Retry.LATER: gettext_lazy("Yes, later: it may pass as it is."),
    Retry.NEVER: gettext_lazy("No: sent as it is, it will fail again."),
    Retry.UNKNOWN: gettext_lazy("Not known."),
}


@dataclass(frozen=True, slots=True)
class Culprit:
    """`then` is its status when it was sent: empty where it was not catalogued, None where nobody knows when."""

    name: str
    beta: Beta | None
    then: str | None
    advice: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How often this error was met, at most MOST_SEEN times counted, and since when."""

    count: int
    since: datetime

    @property
    def more(self) -> bool:
        return self.count >= MOST_SEEN


@dataclass(frozen=True, slots=True)
class Card:
    """`once_taken_for` is what it was taken for when it happened, `link` where to try it mended; both may be empty."""

    found: Diagnosis
    culprits: tuple[Culprit, ...]
    seen: Seen | None = None
    ways: tuple[Way, ...] = ()
    once_taken_for: str = ""
    link: str = ""

    @property
    def sure(self) -> str:
        return str(SURE[self.found.confidence])

    @property
    def retry(self) -> str:
        return str(RETRY[self.found.retry])

    @property
    def advice(self) -> str:
        """None to wait where that will not help: the cause says what will."""
        waits = self.found.means != Means.RATE_LIMIT or self.found.retry == Retry.LATER
        return advised(self.found.means) if waits else ""

    @property
    def platform(self) -> str:
        return label(self.found.platform) if self.found.platform else ""

    @property
    def source_url(self) -> str:
        return self.found.source if self.found.source.startswith(WEB) else ""


def of(exchange: Exchange, answer: Answer) -> Card | None:
    """None where the API told no error. Four queries at most."""
    found = verdict.of(exchange, answer)
    if found is None:
        return None
    known = listing.catalogued(found.betas)
    return Card(
        found,
        culprits(found, known, then.statuses(exchange, known)),
        _seen(exchange),
        retries(exchange, found),
        _once_taken_for(exchange, found),
    )


def culprits(
    found: Diagnosis, known: Mapping[str, Beta], before: Mapping[str, str] | None = None
) -> tuple[Culprit, ...]:
    """`known` are those of them that the catalogue knows, `before` their statuses when they were sent."""
    return tuple(
        Culprit(name, known.get(name), None if before is None else before.get(name, ""), _advice(found, name, known))
        for name in found.betas
    )


def _advice(found: Diagnosis, name: str, known: Mapping[str, Beta]) -> str:
    if found.means == Means.MISSING_BETA:
        return _("It would unlock %(field)s.") % {"field": found.field} if found.field else ""
    if found.means == Means.ACCOUNT_GATE:
        return ""
    instead = found.fix.add if found.fix else ()
    if name not in known and instead:
        return _("The catalogue does not know it. Did you mean %(names)s?") % {"names": _(" or ").join(instead)}
    return listing.SentBeta(name, True, known.get(name)).advice


def retries(exchange: Exchange, found: Diagnosis) -> tuple[Way, ...]:
    """None where the body to mend is gone."""
    if read.gone(exchange):
        return ()
    body = read.request_json(exchange)
    return ways(found, verdict.names(exchange), body if isinstance(body, dict) else {})


def _seen(exchange: Exchange) -> Seen | None:
    """Among the newest of its kind: a common error is not counted to its end."""
    alike = Exchange.objects.for_project(exchange.project).filter(fingerprint=exchange.fingerprint)
    times = list(alike.order_by("-pk").values_list("created_at", flat=True)[:MOST_SEEN]) if exchange.fingerprint else []
    return Seen(len(times), min(times)) if times else None


def _once_taken_for(exchange: Exchange, found: Diagnosis) -> str:
    stored = exchange.error_means
    return str(Means(stored).label) if stored in Means.values and stored != found.means else ""


def plain(found: Diagnosis, sent: Sequence[str]) -> Card:
    """Of an error that is no exchange's: its names can be tried in the playground, mended."""
    mended = apply([found.fix], sent, {})[0] if found.fix else ()
    link = f"{reverse('playground:index')}?{urlencode({'beta': mended}, doseq=True)}" if mended else ""
    return Card(found, culprits(found, listing.catalogued(found.betas)), link=link)
