from collections.abc import Callable
from typing import Any

import pytest

from betas.models import Proposal, SyncRun, User
from betas.models.choices import Role

MakeProposal = Callable[..., Proposal]
ALPHA, BRAVO = "alpha-2025-01-01", "bravo-2025-02-02"


@pytest.fixture
def make_proposal(db: None) -> MakeProposal:
    """A waiting proposal of one source: that `alpha` is deprecated unless the fields say otherwise."""

    def make(beta: str = ALPHA, kind: str = "removal", values: dict[str, Any] | None = None, **fields: Any) -> Proposal:
        run = SyncRun.objects.get_or_create(package="anthropic", version="2.12.0")[0]
        said = {"source": "anthropic 2.9.0, changelog", "words": "A later release removes it.", "stated": True}
        made: dict[str, Any] = {
            "values": values if values is not None else {"deprecated_on": "2026-11-16", "status": "deprecated"},
            "evidence": [{**said, "third_party": False}], "key": f"{beta} {kind} {Proposal.objects.count()}",
        }  # fmt: skip
        return Proposal.objects.create(run=run, beta=beta, kind=kind, **{**made, **fields})

    return make


@pytest.fixture
def make_new(make_proposal: MakeProposal) -> MakeProposal:
    """A waiting proposal of a new name, as a sync makes it."""

    def make(beta: str = BRAVO, **fields: Any) -> Proposal:
        values = {
            "status": "unknown", "visibility": "sdk_listed", "endpoints": ["POST /v1/agents"],
            "first_in_sdk_version": "2.12.0", "first_in_sdk_on": None,
            "last_in_sdk_version": "2.12.0", "last_in_sdk_on": None,
        }  # fmt: skip
        return make_proposal(beta, "new", values, **fields)

    return make


@pytest.fixture
def keeper(person: Callable[[Role], User]) -> User:
    return person(Role.ADMIN)
