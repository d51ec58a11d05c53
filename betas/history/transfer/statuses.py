"""What the catalogue says of betas, and said when exchanges were sent: read once for any number of them."""

from collections import defaultdict
from datetime import datetime

from betas.models import Beta, BetaChange, Exchange

Change = tuple[int, datetime, str, object]


class Statuses:
    """Empty where a name is not, or was not, catalogued. The same words as `then.statuses`, which asks for one."""

    def __init__(self) -> None:
        self._now = dict(Beta.objects.values_list("name", "status"))
        self._changes: defaultdict[str, list[Change]] = defaultdict(list)
        told = BetaChange.objects.filter(field__in=(BetaChange.ADDED, "status"))
        for subject, *change in told.order_by("-id").values_list("subject", "id", "at", "field", "before"):
            self._changes[subject].append((change[0], change[1], change[2], change[3]))

    def now(self, name: str) -> str:
        return self._now.get(name, "")

    def then(self, name: str, exchange: Exchange) -> str:
        status = self.now(name)
        for number, at, field, before in self._changes.get(name, ()):
            revision = exchange.catalogue_revision
            if not (number > revision if revision else at > exchange.created_at):
                break
            status = str(before or "") if field == "status" else ""
        return status
