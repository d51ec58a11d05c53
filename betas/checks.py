"""What `manage.py check` looks at, and so every start: the shipped facts and the data key."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from betas.catalogue import shipped


@register("catalogue")
def shipped_facts_can_be_read(**options: Any) -> list[CheckMessage]:
    return [Error(problem, id="betas.E001") for problem in shipped.own().problems]


@register(Tags.security)
def data_key_is_one(**options: Any) -> list[CheckMessage]:
    if re.fullmatch("[0-9a-f]{64}", settings.DATA_KEY):
        return []
    file = settings.DATA / "data.key"
    return [Error(f"{file} does not hold 64 hexadecimal digits: put the former file back.", id="betas.E002")]
