"""What cannot be read, said in a sentence, with the nearest thing that can."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """`start` and `end` bound the term in the query; `instead` is a term that can be read, None where none is near."""

    start: int
    end: int
    message: str
    instead: str | None = None

    def corrected(self, query: str) -> str | None:
        """The whole query with the nearest readable term in this one's place."""
        return None if self.instead is None else query[: self.start] + self.instead + query[self.end :]


class Unreadable(ValueError):
    """A query that says something that cannot be read: every problem, in the order of the text."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class UnreadableValue(ValueError):
    """A value that a field cannot take; `instead` is the nearest one that it can."""

    def __init__(self, message: str, instead: str | None = None) -> None:
        super().__init__(message)
        self.message, self.instead = message, instead


def nearest(word: str, known: Collection[str]) -> str | None:
    return next(iter(get_close_matches(word, known, n=1, cutoff=0)), None)
