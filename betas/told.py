"""Words that are made once in each language: a list tells the same status, day or name many times."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from django.utils.translation import get_language

T = TypeVar("T")
Values = TypeVarTuple("Values")


def told_once(make: Callable[[*Values], T]) -> Callable[[*Values], T]:
    """For what depends on its arguments and the language alone. The 1,000 asked for last are kept."""

    @lru_cache(maxsize=1000)
    def made(_language: str | None, *values: *Values) -> T:
        return make(*values)

    @wraps(make)
    def told(*values: *Values) -> T:
        return made(get_language(), *values)

    return told
