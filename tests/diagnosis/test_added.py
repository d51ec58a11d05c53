"""What administrators teach the doctor."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.diagnosis.consult import consult
from betas.models import ErrorSignature
from betas.models.choices import Means

ADD = "/admin/betas/errorsignature/add/"
SAMPLE = "Quota for the purple tier is used up; ask Sales."
GIVEN = {
    "pattern": "quota for the * tier is used up", "means": "account_gate", "retry": "never", "beta": "",
    "note": "Seen at our gateway", "samples": SAMPLE,
}  # fmt: skip


def refused(client: Client, **other: str) -> str:
    response = client.post(ADD, {**GIVEN, **other})
    assert not ErrorSignature.objects.exists()
    return response.content.decode()


def test_an_added_wording_is_known_at_once(administrator: Client, db: None) -> None:
    assert consult(400, SAMPLE, betas=()).means == Means.INVALID_REQUEST
    assert administrator.post(ADD, GIVEN).status_code == 302
    found = consult(400, SAMPLE, betas=())
    assert (found.means, found.retry, found.source) == (Means.ACCOUNT_GATE, "never", "Seen at our gateway")


def test_what_is_kept_comes_back_into_the_form(administrator: Client, db: None) -> None:
    administrator.post(ADD, GIVEN)
    signature = ErrorSignature.objects.get()
    assert SAMPLE in administrator.get(f"/admin/betas/errorsignature/{signature.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"samples": "Something else"}, "It does not recognise"),
        ({"pattern": "internal server error", "samples": "Internal server error"}, "It would take over"),
        ({"pattern": "a * b * c of many words"}, "Use at most one *."),
        ({"pattern": "(a+)+$"}, "Give more of the error&#x27;s own words."),
        ({"beta": "no name"}, "This is no beta name."),
        ({"samples": "x" * 2001}, "At most 20 samples of 2000 characters."),
        ({"pattern": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_would_mislead_is_refused_with_the_reason(
    administrator: Client, db: None, other: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(administrator, **other)


def test_a_pattern_is_words_and_no_regular_expression(administrator: Client, db: None) -> None:
    administrator.post(ADD, {**GIVEN, "pattern": "(quota|credit)+ is gone", "samples": "the (quota|credit)+ is gone"})
    assert consult(None, "quota is gone", betas=()).means == Means.UNKNOWN


@pytest.mark.parametrize("count", [2, 40])
def test_more_wordings_cost_no_more_queries(
    administrator: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        ErrorSignature.objects.create(pattern=f"no {number} left", means=Means.ACCOUNT_GATE, retry="never", note="x")
    administrator.get("/admin/betas/errorsignature/")  # the session's first visit
    with django_assert_num_queries(5):  # session, user, two counts, rows
        administrator.get("/admin/betas/errorsignature/")
