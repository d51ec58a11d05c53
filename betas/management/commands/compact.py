from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.history.keeping import compact


class Command(BaseCommand):
    help = "Writes the database anew: what was erased or pruned is gone from its files, which shrink. Writers wait."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            before, after = compact.compact()
        except compact.Busy as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB now.")
