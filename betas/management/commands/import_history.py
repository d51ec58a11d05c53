from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.access import defaults
from betas.history.transfer import incoming
from betas.history.transfer.report import Report
from betas.history.transfer.strict import Unreadable


class Command(BaseCommand):
    help = "Takes in the exchanges of an export (JSONL) or of a HAR: all of the file, or nothing where one is refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="as it is or as .gz")
        parser.add_argument("--check", action="store_true", help="only say what is in it")

    def handle(self, *args: Any, **options: Any) -> None:
        project, path = defaults.ensure(), options["file"]
        try:
            report = incoming.check(project, path)
            if report.refusals:
                raise Unreadable("\n".join(_refused(report)))
            if not options["check"]:
                report = incoming.take_in(project, path, name=path.name, who=None)
        except OSError as error:
            raise CommandError(f"Nothing was imported: {path} cannot be read ({error.strerror}).") from error
        except Unreadable as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        told = f"new {report.new}, known {report.known}, passed over {report.passed}, keys taken out {report.removed}"
        self.stdout.write(f"{'would import' if options['check'] else 'imported'}: {told}")


def _refused(report: Report) -> list[str]:
    what = "entry" if report.is_har else "line"
    more = [f"and {report.more_refused} more"] if report.more_refused else []
    return [*(f"{what} {number}: {reason}" for number, reason in report.refused), *more]
