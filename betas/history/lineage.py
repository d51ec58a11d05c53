"""What one exchange changed over the one it was made from."""

from dataclasses import dataclass

from betas import header
from betas.models import Exchange


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or a child and how the younger of the two differs; `model` is the new one where it changed."""

    exchange: Exchange
    added: list[str]
    removed: list[str]
    model: str

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.model)


def parent(exchange: Exchange) -> Relative | None:
    return _relative(exchange.parent, exchange.parent, exchange) if exchange.parent else None


def child(of: Exchange, exchange: Exchange) -> Relative:
    return _relative(exchange, of, exchange)


def _relative(shown: Exchange, older: Exchange, younger: Exchange) -> Relative:
    before, after = _names(older), _names(younger)
    return Relative(
        shown,
        added=[name for name in after if name not in before],
        removed=[name for name in before if name not in after],
        model=younger.model if younger.model != older.model else "",
    )


def _names(exchange: Exchange) -> list[str]:
    return header.split([exchange.beta_header or ""])
