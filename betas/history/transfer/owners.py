"""Who and what an imported exchange belongs to, by the names that the file gives: read once for a whole import."""

from django.db.models import Q

from betas.history.transfer.line import Stored
from betas.models import Project, Token, Upstream, UpstreamKey, User

# As long as an exchange keeps the name of an upstream; a HAR names it by its address.
LONGEST_NAME = 50


class Owners:
    """What is not here any more, or never was, stays a name, or nobody."""

    def __init__(self, project: Project) -> None:
        self._project = project
        upstreams = list(Upstream.objects.for_project(project))
        self._upstreams = {upstream.base_url[:LONGEST_NAME]: upstream for upstream in upstreams}
        self._upstreams |= {upstream.name: upstream for upstream in upstreams}
        self._keys = {(key.upstream_id, key.label): key.pk for key in UpstreamKey.objects.for_project(project)}
        people = User.objects.filter(Q(memberships__project=project) | Q(is_superuser=True))
        self._users = dict(people.values_list("username", "pk"))
        self._tokens = dict(Token.objects.filter(project=project).values_list("name", "pk"))

    def assign(self, stored: Stored) -> None:
        exchange, upstream = stored.exchange, self._upstreams.get(stored.exchange.upstream_name)
        exchange.project = self._project
        exchange.who_id = self._users.get(stored.who or "")
        exchange.token_id = self._tokens.get(stored.token or "")
        if upstream:
            exchange.upstream, exchange.upstream_name = upstream, upstream.name
            exchange.key_id = self._keys.get((upstream.pk, exchange.key_label))
