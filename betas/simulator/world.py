"""What an answer depends on beside its request."""

from dataclasses import dataclass
from datetime import datetime

from betas.catalogue.facts import Facts


@dataclass(frozen=True, slots=True)
class World:
    """`lenient` takes any beta and any body; `token_s` is the time between two pieces of a stream in seconds."""

    facts: Facts
    lenient: bool
    now: datetime
    token_s: float = 0
