"""Where the exchanges are that a number counts: the history's page, asked in its own words."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from betas.history.insight.period import Period
from betas.query.conditions import NONE
from betas.query.language import MOST_CHARACTERS, MOST_VALUES

PLAIN = re.compile(r"[\w.:@/-]+\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rows:
    """`betas` (any of which will do) and `model` narrow; None is any, an empty name is none."""

    period: Period
    betas: tuple[str, ...] | None = None
    model: str | None = None

    @property
    def sent(self) -> str:
        return self.url()

    @property
    def failed(self) -> str:
        return self.url("is:failed")

    def url(self, also: str = "") -> str:
        """Empty where no query can ask for them: a name with a quotation mark in it, or too many names."""
        if any('"' in name for name in (*(self.betas or ()), self.model or "")):
            return ""
        query = " ".join(filter(None, [self._betas, self._model, also, self.period.query]))
        if len(query) > MOST_CHARACTERS or len(self.betas or ()) > MOST_VALUES:
            return ""
        return f"{_history()}?{urlencode({'q': query})}"

    @property
    def _betas(self) -> str:
        return f"beta:{','.join(map(_value, self.betas))}" if self.betas else ""

    @property
    def _model(self) -> str:
        return "" if self.model is None else f"model:{_value(self.model)}"


@cache
def _history() -> str:
    """Asked for each number of a page, which is hundreds of times."""
    return reverse("history:index")


def _value(name: str) -> str:
    """What `name` is in a query; what could be read as something else stands in quotation marks."""
    if not name:
        return NONE
    return name if PLAIN.match(name) and name != NONE else f'"{name}"'
