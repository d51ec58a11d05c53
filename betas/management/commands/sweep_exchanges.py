from typing import Any

from django.core.management.base import BaseCommand

from betas.history import housekeeping


class Command(BaseCommand):
    help = "Marks exchanges whose process died while sending as interrupted. A running server does so by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        if swept := housekeeping.sweep():
            self.stdout.write(f"{swept} marked as interrupted.")
