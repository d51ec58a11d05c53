"""Fills the history with invented exchanges, in bulk, counted as if they had been sent."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from betas.history.rollups import Tally
from betas.history.rows import insert
from betas.history.seed.invent import Invented, Inventor
from betas.models import Exchange, ExchangeBeta, ExchangeBody, ExchangeFeature, ExchangeText, Project

BATCH = 5_000
# By the hour of the day, UTC; a day at the weekend is quiet.
BY_HOUR = (2, 1, 1, 1, 2, 3, 5, 9, 14, 17, 18, 16, 14, 16, 18, 18, 16, 12, 8, 6, 5, 4, 3, 2)
SATURDAY, WEEKEND = 5, 0.25


def seed(project: Project, count: int, *, chance: Random, until: datetime, days: int) -> None:
    """`count` exchanges more, of the `days` before `until`; committed batch by batch."""
    inventor = Inventor(chance, project)
    invented = map(inventor.invent, moments(count, chance, until, days))
    while batch := list(islice(invented, BATCH)):
        _write(batch)


def moments(count: int, chance: Random, until: datetime, days: int) -> Iterator[datetime]:
    """In order, most of them in working hours."""
    hours = [until - timedelta(hours=back) for back in range(days * 24, 0, -1)]
    drawn = Counter(chance.choices(hours, [_busy(hour) for hour in hours], k=count))
    for hour in hours:
        yield from (hour + timedelta(seconds=s) for s in sorted(chance.uniform(0, 3600) for _ in range(drawn[hour])))


def _busy(hour: datetime) -> float:
    return BY_HOUR[hour.hour] * (WEEKEND if hour.weekday() >= SATURDAY else 1)


@transaction.atomic
def _write(batch: list[Invented]) -> None:
    insert(Exchange, [one.exchange for one in batch])
    insert(ExchangeBody, [one.body for one in batch])
    insert(ExchangeBeta, [beta for one in batch for beta in one.betas])
    insert(ExchangeText, [one.found_by.text for one in batch])
    insert(ExchangeFeature, [feature for one in batch for feature in one.found_by.features])
    tally = Tally()
    for one in batch:
        tally.add(one.exchange, [beta.name for beta in one.betas])
    tally.write()
