"""What keepers do to many betas at once in the administration, and how they find them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from betas.catalogue.load import disagreements
from betas.models import Beta, BetaChange, Evidence, Family
from tests.conftest import MakeBeta

BETAS = "/admin/betas/beta/"


def chosen(action: str, *rows: Model, **asked: Any) -> dict[str, Any]:
    return {"action": action, "_selected_action": [row.pk for row in rows], **asked}


def test_marked_as_verified_today(administrator: Client, make_beta: MakeBeta) -> None:
    today = timezone.now().date()
    first = make_beta(shipped={"verified_on": None})
    administrator.post(BETAS, chosen("mark_verified", first, make_beta("alpha-2", verified_on=today)))
    assert set(Beta.objects.values_list("verified_on", "version")) == {(today, 2), (today, 1)}
    change = BetaChange.objects.get()
    assert (change.field, change.before, change.after) == ("verified_on", None, today.isoformat())
    assert list(disagreements()) == []


def test_retiring_needs_a_day_and_a_reason(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    response = administrator.post(BETAS, chosen("retire", beta, apply="yes"))
    assert (response.status_code, response.context["form"].errors.keys()) == (422, {"day", "reason"})
    administrator.post(BETAS, chosen("retire", beta, apply="yes", day="2026-12-01", reason="announced"))
    beta.refresh_from_db()
    assert (beta.status, beta.status_reason, beta.retired_on) == ("retired", "announced", date(2026, 12, 1))
    assert {(change.field, change.why) for change in BetaChange.objects.all()} == {
        ("status", "announced"), ("status_reason", "announced"), ("retired_on", "announced"),
    }  # fmt: skip


def test_families_are_merged_into_one(administrator: Client, make_beta: MakeBeta) -> None:
    into = make_beta().family
    other = Family.objects.create(slug="alfa")
    make_beta("alfa-1", family=other)
    asked = administrator.post("/admin/betas/family/", chosen("merge", into, other))
    assert "alfa" in asked.content.decode()
    sent = chosen("merge", into, other, apply="yes", into=into.pk, reason="one feature")
    administrator.post("/admin/betas/family/", sent)
    assert (list(Family.objects.all()), set(Beta.objects.values_list("family__slug", flat=True))) == ([into], {"alpha"})
    change = BetaChange.objects.get()
    assert (change.subject, change.before, change.after, change.why) == ("alfa-1", "alfa", "alpha", "one feature")


def test_a_family_that_was_not_chosen_takes_nothing(administrator: Client, make_beta: MakeBeta) -> None:
    family, other = make_beta().family, Family.objects.create(slug="other")
    sent = chosen("merge", family, apply="yes", into=other.pk, reason="x")
    assert administrator.post("/admin/betas/family/", sent).status_code == 422


@pytest.mark.parametrize(("asked", "found"), [("", 3), ("?stale=yes", 1), ("?disputed=sources", 1)])
def test_the_list_shows_what_wants_an_eye(administrator: Client, make_beta: MakeBeta, asked: str, found: int) -> None:
    today = timezone.now().date()
    make_beta("alpha-1", verified_on=today - timedelta(days=31))
    read = make_beta("alpha-2")
    make_beta("alpha-3", verified_on=today)
    Evidence.objects.create(beta=read, field="status", value="retired", source="docs", read_on=today)
    assert administrator.get(f"{BETAS}{asked}").context["cl"].result_count == found


def test_the_list_shows_what_disagrees_with_the_shipped_facts(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", shipped={"title": "Other"})
    make_beta("alpha-2")
    shown = administrator.get(f"{BETAS}?disputed=shipped").context["cl"].result_list
    assert [beta.name for beta in shown] == ["alpha-1"]
