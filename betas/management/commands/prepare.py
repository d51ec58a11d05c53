from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from betas.access import keys, links


class Command(BaseCommand):
    help = "Makes database, catalogue and static files ready to be served, quickly where they are. Prints the address."

    def handle(self, *args: Any, **options: Any) -> None:
        migrate()
        call_command("load_catalogue", stdout=self.stdout)
        collect_static()
        call_command("sweep_exchanges", stdout=self.stdout)
        call_command("rebuild_statistics", if_missing=True, stdout=self.stdout)
        call_command("clearsessions")
        if problem := keys.problem():
            self.stderr.write(problem)
        self.stdout.write(f"Betaboard: {settings.PUBLIC_URL}/")
        if link := sign_in_link():
            self.stdout.write(f"Sign in once, within a day, with: {link}")


def sign_in_link() -> str | None:
    try:
        return links.at_start()
    except ValidationError as error:
        raise CommandError(f"BETABOARD_ADMIN_PASSWORD is too weak. {' '.join(error.messages)}") from error


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collects and compresses what pages load, unless it is the same as the last time."""
    digest = static_digest()
    kept = settings.DATA / "static.digest"
    if not kept.exists() or kept.read_text() != digest:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        kept.write_text(digest)


def static_digest() -> str:
    """Our own files, and the versions of the packages that bring theirs."""
    files = sorted(file for file in (settings.BASE_DIR / "static").rglob("*") if file.is_file())
    read = sha256()
    for file in [settings.BASE_DIR / "requirements.txt", *files]:
        read.update(str(file.relative_to(settings.BASE_DIR)).encode() + b"\0" + file.read_bytes() + b"\0")
    return read.hexdigest()
