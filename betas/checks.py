"""`manage.py check` says which shipped facts nobody can read."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from betas.catalogue import shipped


@register("catalogue")
def shipped_facts_can_be_read(**options: Any) -> list[CheckMessage]:
    return [Error(problem, id="betas.E001") for problem in shipped.own().problems]
