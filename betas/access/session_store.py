"""Sessions in the database as Django keeps them, found with SQL that is made once: every page asks for its own."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from betas.models.prepared import prepared


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = _live(self.session_key, timezone.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0].session_data)


@prepared
def _live(key: str | None, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
