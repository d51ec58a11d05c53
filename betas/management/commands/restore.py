from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.history.keeping import backup, engines, restore


class Command(BaseCommand):
    help = "Brings back a folder that `backup` made. All of it is checked first, and all of it comes back or nothing."
    requires_system_checks: list[str] = []  # a data key that is lost is what it may bring back

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="although the database is not empty")
        parser.add_argument("--while-running", action="store_true", help="although a server uses it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore.restore(
                options["path"].absolute(), replace=options["replace"], running=options["while_running"]
            )
        except (backup.Refused, engines.Trouble, OSError) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        note = done.note
        self.stdout.write(f"Restored: {note.exchanges} exchanges as of {note.made_at}, of Betaboard {note.version}.")
        if done.keys:
            self.stdout.write(f"With {' and '.join(done.keys)}.")
        for former in done.former:
            self.stdout.write(f"The key that was there is now {former}.")
        if done.behind:
            self.stdout.write(f"{done.behind} migrations are missing in it: script/server applies them at its start.")
        self.stdout.write("Start the server again: a running one still knows what was before.")
