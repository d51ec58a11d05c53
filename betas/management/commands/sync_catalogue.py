from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.catalogue.sync import litellm, newest, npm_sdk, python_sdk, run
from betas.catalogue.sync.run import Summary


class Command(BaseCommand):
    help = "Read SDK packages as files and propose what they say for review. Nothing of them is imported or run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        sources = parser.add_argument_group("sources, at least one")
        sources.add_argument("--wheel", type=Path, action="append", default=[], help="a wheel of anthropic")
        sources.add_argument("--sdist", type=Path, action="append", default=[], help="an sdist of anthropic")
        sources.add_argument("--npm", type=Path, action="append", default=[], help="a package of @anthropic-ai/sdk")
        sources.add_argument("--litellm", type=Path, action="append", default=[], help="a wheel of litellm")
        sources.add_argument("--download", action="store_true", help="fetch the newest two SDKs with pip and npm")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = _read(options)
        except newest.TROUBLE as error:
            raise CommandError(str(error)) from error
        if not done:
            raise CommandError("Name a source: --wheel, --sdist, --npm, --litellm, or --download.")
        for label, summary in done[:-1]:
            self.stdout.write(f"{label}: proposed {summary.proposed}, known {summary.known}")
        proposed, known = sum(one.proposed for _, one in done), done[-1][1].known
        self.stdout.write(f"proposed {proposed}, known {known}")


def _read(options: dict[str, Any]) -> list[tuple[str, Summary]]:
    done = [newest.propose(python_sdk.read(path)) for path in (*options["wheel"], *options["sdist"])]
    done += [newest.propose(npm_sdk.read(path)) for path in options["npm"]]
    for path in options["litellm"]:
        found = litellm.read(path)
        done.append((found.label, run.propose_platforms(found)))
    if options["download"]:
        done += [newest.python(), newest.npm()]
    return done
