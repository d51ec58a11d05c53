"""Shipped facts that ours disagree with are settled by keepers; sources that disagree are shown."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.catalogue.load import disagreements, load
from betas.models import AuditEntry, Beta, BetaChange, ClaudeModel, Evidence
from tests.catalogue.conftest import Folder
from tests.conftest import MakeBeta

ADDRESS = "/betas/review/disagreements/"


@pytest.fixture
def edited(facts: Folder) -> Folder:
    """`alpha` ships with the summary `a`; ours says `mine`."""
    load(facts(alpha='summary = "a"'))
    Beta.objects.update(summary="mine")
    return facts


def test_both_values_are_shown(administrator: Client, edited: Folder) -> None:
    [row] = administrator.get(ADDRESS).context["disputed"].rows
    assert (row.key, row.ours, row.shipped) == ("alpha summary", ["mine"], ["a"])


def test_the_shipped_value_is_taken(administrator: Client, edited: Folder) -> None:
    administrator.post(ADDRESS, {"do": "take", "chosen": ["alpha summary"], "why": "they know better"})
    assert (Beta.objects.get().summary, list(disagreements())) == ("a", [])
    change = BetaChange.objects.get(field="summary")
    assert (str(change.who), change.why, change.before) == ("admin", "they know better", "mine")


def test_ours_is_kept_until_the_shipped_value_changes(administrator: Client, edited: Folder) -> None:
    administrator.post(ADDRESS, {"do": "keep", "chosen": ["alpha summary"]})
    assert (Beta.objects.get().summary, list(disagreements())) == ("mine", [])
    load(edited(alpha='summary = "a"'))
    assert list(disagreements()) == []
    load(edited(alpha='summary = "b"'))
    assert [(one.ours, one.shipped) for one in disagreements()] == [("mine", "b")]


def test_who_kept_what_stands_in_the_audit_log(administrator: Client, edited: Folder) -> None:
    administrator.post(ADDRESS, {"do": "keep", "chosen": ["alpha summary"]})
    entry = AuditEntry.objects.get(action="catalogue.kept")
    assert (entry.subject, entry.before, entry.after) == ("alpha", {"summary": "a"}, {"summary": "mine"})


def test_a_model_is_settled_too(administrator: Client, facts: Folder) -> None:
    load(facts(models='[claude-x]\nprices = { input = "2" }\n'))
    ClaudeModel.objects.update(prices={"input": "1"})
    administrator.post(ADDRESS, {"do": "take", "chosen": ["claude-x prices"]})
    assert ClaudeModel.objects.get().prices == {"input": "2"}


@pytest.mark.parametrize("chosen", [[], ["alpha"], ["a b c"]])
def test_nothing_readable_settles_nothing(administrator: Client, edited: Folder, chosen: list[str]) -> None:
    assert administrator.post(ADDRESS, {"do": "take", "chosen": chosen}).status_code == 422
    assert Beta.objects.get().summary == "mine"


@pytest.mark.parametrize("chosen", ["alpha nothing", "nobody summary"])
def test_what_is_not_there_is_passed_over(administrator: Client, edited: Folder, chosen: str) -> None:
    shown = administrator.post(ADDRESS, {"do": "take", "chosen": [chosen]}, follow=True).content.decode()
    assert "0 facts are now as shipped." in shown


def test_sources_that_state_different_days_are_listed(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    for day, source in (("2026-02-17", "notes"), ("2026-02-18", "docs")):
        Evidence.objects.create(beta=beta, field="ga", value=day, source=source)
    [claim] = administrator.get(ADDRESS).context["disputed"].claims
    assert (claim.beta, claim.field, [row.source for row in claim.sources]) == (beta, "ga", ["notes", "docs"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("ga", "2026-02-17"), ("ga", "soon"), ("first_in_sdk", "2020-01-01"), ("status", "active"), ("status", "maybe")],
)
def test_a_remark_or_a_measurement_is_no_claim(
    administrator: Client, make_beta: MakeBeta, field: str, value: str
) -> None:
    beta = make_beta(ga_on="2026-02-17")
    Evidence.objects.create(beta=beta, field=field, value=value, source="docs")
    assert administrator.get(ADDRESS).context["disputed"].claims == []


def test_more_disagreements_cost_no_more_queries(administrator: Client, make_beta: MakeBeta) -> None:
    def asked(first: int, last: int) -> int:
        for number in range(first, last):
            beta = make_beta(f"alpha-{number}", shipped={"title": "Other"})
            Evidence.objects.create(beta=beta, field="status", value="retired", source="docs")
        administrator.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(ADDRESS).status_code == 200
        return len(queries)

    few = asked(0, 2)
    assert asked(2, 30) == few
