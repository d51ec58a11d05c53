from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.catalogue import tables, transfer


class Command(BaseCommand):
    help = "Show what an exported catalogue would change here and, with --why, import all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--why", default="", help="the reason that is kept with each change")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
            given = tables.read(data, options["file"].name)
            done = transfer.bring_in(given, who=None, why=options["why"]) if options["why"] else transfer.preview(given)
        except (OSError, transfer.Unreadable) as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        for name in done.added:
            self.stdout.write(f"new: {name}")
        for edit in done.edits:
            self.stdout.write(f"{edit.subject}: {edit.field}: {'; '.join(edit.removed)} → {'; '.join(edit.added)}")
        verb = "imported" if options["why"] else "would import"
        self.stdout.write(f"{verb}: added {len(done.added)}, fields changed {len(done.edits)}, kept {done.kept}")
