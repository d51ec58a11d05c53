from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from betas.history.keeping import prune


class Command(BaseCommand):
    help = "Removes what retention takes, in batches that hold nobody up. A running server does so hourly by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how much that is")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            due, most = prune.counted(), prune.MOST_COUNTED
            rows, bodies = (f"{most}+" if count > most else str(count) for count in (due.rows, due.bodies))
            self.stdout.write(f"Would go: {rows} exchanges, and the bodies of {bodies} more. Statistics stay.")
        elif pruned := prune.run():
            self.stdout.write(
                f"Gone: {pruned.rows} exchanges, and the bodies of {pruned.bodies} more. Statistics stay."
            )
        else:
            self.stdout.write("Another process is pruning just now; nothing was done here.")
