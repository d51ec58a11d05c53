from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.catalogue.keeping import releases
from betas.catalogue.sync import newest
from betas.catalogue.upgrade import Upgrade, compare


class Command(BaseCommand):
    help = "Say what an upgrade of the Python SDK means for betas. Nothing of the packages is imported or run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("old", "new"):
            parser.add_argument(name, help="a wheel, an sdist, or a version such as 2.12.0 (fetched if never read)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = compare(releases.given(options["old"]), releases.given(options["new"]))
        except newest.TROUBLE as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"anthropic {found.old} → {found.new}")
        for line in _lines(found):
            self.stdout.write(line)
        if found.means_nothing:
            self.stdout.write("nothing changes for betas")


def _lines(found: Upgrade) -> list[str]:
    return [
        *(f"added: {name}" for name in found.added),
        *(f"gone: {name}" for name in found.gone),
        *(f"removal announced in {one.version}: {one.beta}" for one in found.announced),
        *(f"sent by default now: {pin.after} to {pin.endpoint}" for pin in found.gained),
        *(f"no longer sent by default: {pin.before} to {pin.endpoint}" for pin in found.dropped),
        *(f"sent by default instead: {pin.before} → {pin.after} to {pin.endpoint}" for pin in found.replaced),
        *(f"gated now: {gate.parameter} by {', '.join(gate.betas)}" for gate in found.gated),
    ]
