from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from betas.history import rollups


class Command(BaseCommand):
    help = "Counts the kept exchanges anew, hour by hour. What retention or erasing took from an hour is lost in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-missing", action="store_true", help="only where nothing has been counted yet")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_missing"] and not rollups.is_missing():
            return
        self.stdout.write(f"{rollups.rebuild()} hours counted.")
