from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from betas.access import links, people
from betas.models import User


class Command(BaseCommand):
    help = "Prints an address that signs in once, within a day, alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", metavar="NAME", help="whom it signs in (default: the first administrator)")
        parser.add_argument(
            "--if-no-administrator",
            action="store_true",
            help="print nothing when an administrator has a password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_no_administrator"]:
            address = links.at_start()
        else:
            address = links.make(_named(options["user"]) if options["user"] else people.administrator())
        if address:
            self.stdout.write("This address signs in once, within a day:")
            self.stdout.write(address)


def _named(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active account {name!r}; accounts are made under /admin/.")
    return user
