from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.access import defaults
from betas.catalogue.load import Disagreement, Unreadable, load


class Command(BaseCommand):
    help = "Bring the shipped facts into the catalogue. What an administrator changed stays. Safe to repeat."
    requires_system_checks: list[str] = []  # it reads the facts itself, and every start waits for it

    def handle(self, *args: Any, **options: Any) -> None:
        defaults.ensure()
        try:
            done = load()
        except Unreadable as error:
            raise CommandError(f"The shipped catalogue cannot be read; nothing changed.\n{error}") from error
        if done.added or done.changed:
            self.stdout.write(f"Catalogue: {done.added} betas and models added, {done.changed} changed.")
        for one in done.kept:
            self.stdout.write(_told(one))


def _told(one: Disagreement) -> str:
    return f"{one.subject}: {one.field} stays {one.ours!r}; shipped is now {one.shipped!r}"
