"""One error to be judged, and what is found of it: values for the doctor's rules."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from betas.catalogue.facts import Facts
from betas.diagnosis import quoting
from betas.diagnosis import signatures as wordings
from betas.diagnosis.draft import MESSAGES, NEWEST_VERSION, Draft
from betas.diagnosis.findings import Fix
from betas.diagnosis.platform import Trace
from betas.diagnosis.signatures import Retry
from betas.diagnosis.told import Told
from betas.models.choices import Means, Platform

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
DATED = re.compile(r"[A-Za-z][\w.:-]*-\d{4}-\d\d-\d\d\Z")
# The platforms' own API versions, dated as betas are.
NO_BETAS = {"bedrock-2023-05-31", "vertex-2023-10-16"}


class Confidence(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`betas` are the culprits: refused, missing (any one helps), or closed to the account. `cause` is one sentence,
    `others` are what may help where `fix` does not."""

    means: Means
    betas: tuple[str, ...]
    field: str | None
    platform: str | None
    confidence: Confidence
    cause: str
    retry: Retry
    fix: Fix | None = None
    source: str = ""
    others: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent, where that is known."""

    body: Mapping[str, Any]
    path: str = MESSAGES


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known whatever the error says: `betas` as they were sent, `headers` of the answer in lower case."""

    status: int | None
    betas: tuple[str, ...]
    facts: Facts
    headers: Mapping[str, str]
    request: Request | None = None

    def draft(self, betas: Sequence[str], platform: str | None, body: Mapping[str, Any] | None = None) -> Draft:
        """The request as lint sees it; without one, `body`."""
        request = self.request or Request(body or {})
        there = (platform or "").removeprefix("litellm+")
        return Draft.of(
            betas, request.body, self.facts, model="", api_version=NEWEST_VERSION,
            platform=there if there in Platform.values else Platform.CLAUDE_API, path=request.path.partition("?")[0],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One reading of the error. `message` is what tells, on one line; `plain` is as long, its back-ticked parts
    blanked."""

    told: Told
    message: str
    plain: str
    sent: Sent
    platform: str | None

    @classmethod
    def of(cls, said: Told, sent: Sent, trace: Trace) -> "Case":
        message = quoting.level(quoting.passages(said.message))
        plain = quoting.plain(message)
        return cls(said, message, plain, sent, trace.behind(plain))

    @property
    def betas(self) -> tuple[str, ...]:
        return self.sent.betas

    @property
    def facts(self) -> Facts:
        return self.sent.facts

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return quoting.search(pattern, self.plain)

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Anywhere, in words that are none of our own."""
        return quoting.says(pattern, self.told.message)

    def names(self, text: str | None = None) -> tuple[str, ...]:
        """The betas that a message names: those sent, catalogued, or dated as betas are."""
        return unique(word for word in words(self.message if text is None else text) if self._is_beta(word))

    def _is_beta(self, word: str) -> bool:
        dated = DATED.match(word) is not None and word not in NO_BETAS
        return dated or word in self.betas or word in self.facts.betas

    def found(
        self,
        means: Means,
        betas: tuple[str, ...] = (),
        *,
        field: str | None = None,
        cause: str = "",
        retry: Retry | None = None,
        confidence: Confidence = Confidence.CERTAIN,
        fixes: Sequence[Fix] = (),
        source: str = "",
    ) -> Diagnosis:
        """`fixes` by worth, the best first."""
        retry = retry or wordings.RETRY[means]
        if retry == Retry.LATER and self.sent.headers.get(wordings.SHOULD_RETRY, "").strip().lower() == "false":
            retry = Retry.NEVER
        return Diagnosis(
            means, betas, field, self.platform, confidence, cause or str(wordings.CAUSES[means]), retry,
            next(iter(fixes), None), source or wordings.DOCS_ERRORS, tuple(fixes[1:]),
        )  # fmt: skip


def words(text: str) -> Iterator[str]:
    return (word.rstrip(".:-") for word in WORD.findall(text))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
