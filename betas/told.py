"""Words that are made once in each language: a list tells the same status, day or name many times."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.utils.translation import get_language

P, T = ParamSpec("P"), TypeVar("T")


def told_once(make: Callable[P, T]) -> Callable[P, T]:
    """For what depends on its arguments and the language alone. The 1,000 asked for last are kept."""

    @lru_cache(maxsize=1000)
    def made(_language: str | None, *args: P.args, **kwargs: P.kwargs) -> T:
        return make(*args, **kwargs)

    @wraps(make)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        return made(get_language(), *args, **kwargs)

    return told
