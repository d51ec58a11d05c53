"""The code on a beta's page."""

import pytest
from django.test import Client

from betas.catalogue.example import request
from betas.models import ModelSupport
from tests.catalogue.conftest import MakeBeta

ALPHA = "alpha-2025-01-01"
MODELS = ("newest", "newer", "old")


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ({}, "newest"),
        ({"newest": False}, "newer"),
        ({"old": True}, "old"),
        ({"newer": True, "old": True}, "newer"),
        ({"newest": None, "unheard-of": True}, "newest"),
    ],
)
def test_the_model_is_one_that_may_work(make_beta: MakeBeta, said: dict[str, bool | None], model: str) -> None:
    beta = make_beta(endpoints=["POST /v1/messages"])
    for name, supported in said.items():
        ModelSupport.objects.create(beta=beta, model=name, supported=supported)
    written = request(beta, MODELS)
    assert written
    assert (written.body["model"], written.beta_line) == (model, ALPHA)


@pytest.mark.parametrize("endpoints", [[], ["POST /v1/messages/batches"], ["GET /v1/files"]])
def test_there_is_none_where_no_source_says_messages(make_beta: MakeBeta, endpoints: list[str]) -> None:
    assert request(make_beta(endpoints=endpoints), MODELS) is None


@pytest.mark.parametrize("language", ["curl", "python", "typescript"])
def test_the_page_has_the_code_in_each_language(tester: Client, make_beta: MakeBeta, language: str) -> None:
    make_beta(endpoints=["POST /v1/messages"])
    page = tester.get(f"/betas/{ALPHA}/", {"code": language}).content.decode()
    code = page.split('id="code-text"')[1].split("</pre>")[0]
    assert ALPHA in code
    assert "Name a river that flows north." in code


def test_the_page_says_why_it_has_no_code(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    page = tester.get(f"/betas/{ALPHA}/").content.decode()
    assert "No source says that it goes with POST /v1/messages" in page
