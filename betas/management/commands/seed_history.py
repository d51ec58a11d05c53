from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from betas.access import defaults
from betas.history.seed.write import seed
from betas.models import Exchange

MOST_DAYS = 3650
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "Adds N invented exchanges to the history: betas, models, errors, streams, as a team would have sent them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=0, help="the same seed into the same history adds the same")
        parser.add_argument("--days", type=int, default=90, help="how far back they go")
        parser.add_argument("--until", type=moment, default=None, help="when the last was sent, RFC 3339; else now")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["count"] < 0 or not 1 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"Give how many (0 or more), and from 1 to {MOST_DAYS} days.")
        chance = Random(f"{options['seed']} after {Exchange.objects.count()}")  # noqa: S311  nothing secret is drawn
        until = options["until"] or timezone.now()
        seed(defaults.ensure(), options["count"], chance=chance, until=until, days=options["days"])


def moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None or found.tzinfo is None or not FIRST < found < timezone.now() + timedelta(days=1):
        raise ValueError
    return found
