"""Who sends, where to, and with which key."""

from dataclasses import dataclass

from betas.access import keys
from betas.address import origin
from betas.models import Exchange, Project, Token, Upstream, UpstreamKey, User
from betas.models.choices import Source
from betas.upstream.call import Credential


@dataclass(frozen=True, slots=True)
class Sender:
    """Either `user` or `token` is given. `key` is None for a key that is not stored; `key_label` names it still."""

    project: Project
    user: User | None
    token: Token | None
    source: Source
    upstream: Upstream
    key: UpstreamKey | None
    key_label: str
    credential: Credential | None
    parent: Exchange | None = None
    idempotency_key: str | None = None

    @property
    def name(self) -> str:
        """The same for everything that one person or one token sends."""
        return f"user {self.user.pk}" if self.user else f"token {self.token.pk if self.token else None}"

    def exchange(self, catalogue_revision: int) -> Exchange:
        """An unsaved row that says all of this."""
        return Exchange(
            project=self.project,
            who=self.user,
            token=self.token,
            source=self.source,
            upstream=self.upstream,
            upstream_name=self.upstream.name,
            key=self.key,
            key_label=self.key_label,
            parent=self.parent,
            idempotency_key=self.idempotency_key,
            catalogue_revision=catalogue_revision,
        )


def with_key(upstream: Upstream, offer: keys.Offer) -> tuple[UpstreamKey | None, str, Credential]:
    """The key of an offer: its row, its label, and itself, bound to the origin it was kept for.

    Raises keys.NoSuchKey, keys.KeyUnreadable.
    """
    return offer.key, offer.label, Credential(keys.opened(offer, upstream), origin(upstream.base_url))
