from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.history.keeping import backup, engines


class Command(BaseCommand):
    help = (
        "Backs the database up into a new folder, with both keys, while the server runs. Whoever has it has the keys."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder that is not there yet")
        parser.add_argument("--without-keys", action="store_true", help="leave secret.key and data.key out")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = not options["without_keys"]
        try:
            note = backup.make(options["path"].absolute(), keys=keys)
        except (backup.Refused, engines.Trouble, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        told = "secret.key and data.key are in it: keep it as safe" if keys else "no key is in it: keep them apart"
        self.stdout.write(f"{options['path']}: {note.exchanges} exchanges, checked; {told}. Sessions are left out.")
