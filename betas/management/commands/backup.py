from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.history.keeping import backup, engines


class Command(BaseCommand):
    help = "Backs the database up into a new folder while the server runs. Stored API keys are in it, sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder that is not there yet")
        parser.add_argument("--with-keys", action="store_true", help="with data.key, which opens them, and secret.key")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = options["with_keys"]
        try:
            note = backup.make(options["path"].absolute(), keys=keys)
        except (backup.Refused, engines.Trouble, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        told = "are in it: keep it as safe" if keys else "are not in it: keep a copy elsewhere"
        self.stdout.write(f"{options['path']}: {note.exchanges} exchanges, checked; secret.key and data.key {told}.")
