import gzip
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from betas.access import defaults
from betas.history.export_form import ExportForm
from betas.history.transfer.export import exported, noted
from betas.history.transfer.formats import FORMATS
from betas.models import Exchange


class Command(BaseCommand):
    help = "Writes what was sent, newest first and without keys, to a file or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, default="jsonl")
        parser.add_argument("--query", default="", help="as in the address of the history's page: status=4xx&since=…")
        parser.add_argument("--after", type=UUID, default=None, metavar="ID", help="go on below the last id that came")
        parser.add_argument("--output", type=Path, metavar="FILE", help="a new file; compressed where it ends in .gz")

    def handle(self, *args: Any, **options: Any) -> None:
        form, project = _form(options["query"], options["format"]), defaults.ensure()
        with _opened(options["output"]) as file:
            noted(None, options["format"], options["query"])
            exchanges = Exchange.objects.for_project(project)
            with closing(exported(exchanges, form.conditions, options["format"], options["after"])) as chunks:
                for chunk in chunks:
                    file.write(chunk)
            file.flush()


def _form(query: str, kind: str) -> ExportForm:
    asked = QueryDict(f"{query.removeprefix('?')}&format={kind}")
    form = ExportForm(asked)
    if unknown := [name for name in asked if name not in form.fields]:
        raise CommandError(
            f"Nothing is known of {unknown[0]!r}. Write a search as q=beta:files-api* and filters as status=4xx."
        )
    if not form.is_valid():
        raise CommandError(f"This query cannot be read.\n{form.errors.as_text()}")
    return form


@contextmanager
def _opened(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        return
    with _made(path) as file:
        if path.suffix == ".gz":
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6) as packed:
                yield cast(BinaryIO, packed)
        else:
            yield file


def _made(path: Path) -> BinaryIO:
    """For its owner only, and never over another file."""
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
