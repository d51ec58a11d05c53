"""What the catalogue says of betas, and said when exchanges were sent: read once for any number of them."""

from collections import defaultdict

from betas.models import Beta, BetaChange, Exchange


class Statuses:
    """Empty where a name is not, or was not, catalogued. The same words as `then.statuses`, which asks for one."""

    def __init__(self) -> None:
        self._now = dict(Beta.objects.values_list("name", "status"))
        self._changes: defaultdict[str, list[BetaChange]] = defaultdict(list)
        told = BetaChange.objects.filter(field__in=(BetaChange.ADDED, "status"))
        for change in told.order_by("-id").only("subject", "at", "field", "before"):
            self._changes[change.subject].append(change)

    def now(self, name: str) -> str:
        return self._now.get(name, "")

    def then(self, name: str, exchange: Exchange) -> str:
        status = self.now(name)
        for change in self._changes.get(name, ()):
            if not _is_later(change, exchange):
                break
            status = str(change.before or "") if change.field == "status" else ""
        return status


def _is_later(change: BetaChange, exchange: Exchange) -> bool:
    revision = exchange.catalogue_revision
    return change.pk > revision if revision else change.at > exchange.created_at
