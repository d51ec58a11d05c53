"""Where a request can go: an upstream with a key for it, in one choice, so that the two cannot disagree."""

from dataclasses import dataclass

from betas.access import keys, upstreams
from betas.dispatch.sender import with_key
from betas.models import Project, Upstream, UpstreamKey
from betas.upstream.call import Credential


@dataclass(frozen=True, slots=True)
class Destination:
    """`offer` is None for the simulator, which needs no key."""

    upstream: Upstream
    label: str
    offer: keys.Offer | None = None

    @property
    def value(self) -> str:
        return f"{self.upstream.name}:{self.offer.value}" if self.offer else self.upstream.name

    def credential(self) -> tuple[UpstreamKey | None, str, Credential | None]:
        """The key's row, its label, and the key itself. Raises keys.NoSuchKey, keys.KeyUnreadable."""
        return with_key(self.upstream, self.offer) if self.offer else (None, "", None)


def offered(project: Project) -> list[Destination]:
    """The simulators first, then every key of every other upstream."""
    places = upstreams.enabled(project)
    simulated = [Destination(place, place.title) for place in places if place.simulated]
    by_name = {place.name: place for place in places if not place.simulated}
    offers = [(by_name[offer.upstream], offer) for offer in keys.offered(project, by_name.values())]
    return simulated + [
        Destination(place, f"{place.title} · {offer.label} …{offer.last_four}", offer) for place, offer in offers
    ]


def without_key(project: Project, offered: list[Destination]) -> list[Upstream]:
    """Upstreams that cannot be chosen for want of a key."""
    names = {destination.upstream.name for destination in offered}
    return list(Upstream.objects.for_project(project).filter(enabled=True).exclude(name__in=names))
