from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from betas.catalogue import tables, transfer


class Command(BaseCommand):
    help = "Print the whole catalogue, as JSON or CSV that import_catalogue reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=sorted(tables.WRITERS), default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(tables.WRITERS[options["format"]](transfer.exported()), ending="")
