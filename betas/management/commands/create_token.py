from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.access import defaults, tokens
from betas.models import Token
from betas.models.choices import Role

LONGEST_NAME = Token._meta.get_field("name").max_length or 0


class Command(BaseCommand):
    help = "Makes an API token and prints it, alone on the last line. It is not shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what will use it")
        parser.add_argument("--role", choices=Role.values, default=Role.TESTER.value)

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise CommandError(f"A token's name has 1 to {LONGEST_NAME} characters.")
        _, text = tokens.make(defaults.ensure(), name, Role(options["role"]))
        self.stdout.write(text.reveal())
