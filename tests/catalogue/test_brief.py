"""What a list unfolds under a beta, and what its page says to do."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.catalogue.load import Loaded
from betas.models import Gate, PlatformSupport
from tests.catalogue.conftest import MakeBeta

ALPHA = "alpha-2025-01-01"
HTMX = {"HX-Request": "true"}


def unfolded(client: Client, name: str = ALPHA) -> str:
    response = client.get(f"/betas/{name}/brief/", headers=HTMX)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_says_what_is_known_in_brief(tester: Client, make_beta: MakeBeta) -> None:
    newer = make_beta("alpha-2026-01-01")
    old = make_beta(status="superseded", successor=newer, summary="Does <things>.", still_accepted=True)
    PlatformSupport.objects.create(beta=old, platform="bedrock", supported=True)
    PlatformSupport.objects.create(beta=old, platform="vertex", supported=False)
    told = unfolded(tester)
    assert "Does &lt;things&gt;." in told
    assert "Move to its successor, " in told
    assert 'data-use="alpha-2026-01-01" data-instead-of="alpha-2025-01-01"' in told
    assert "Amazon Bedrock" in told
    assert "Vertex" not in told
    assert f'href="/betas/{ALPHA}/"' in told


def test_what_is_not_stated_is_said_as_such(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    told = unfolded(tester)
    for words in ("No summary is stated.", "not stated", "nothing known"):
        assert words in told
    assert "Use this instead" not in told


@pytest.mark.parametrize("count", [1, 40])
def test_more_gates_cost_no_more_queries(
    tester: Client, make_beta: MakeBeta, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    beta = make_beta()
    for n in range(count):
        Gate.objects.create(beta=beta, path=f"field_{n}", kind="field", mode="required")
    unfolded(tester)
    with django_assert_num_queries(6):  # session, user, role, beta, gates, platforms
        told = unfolded(tester)
    assert ("and 34 more" in told) == (count == 40)


def test_as_a_page_of_its_own_it_is_the_page_of_the_beta(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert tester.get(f"/betas/{ALPHA}/brief/")["Location"] == f"/betas/{ALPHA}/"


@pytest.mark.parametrize("name", ["nope-2020-01-01", "%00", "a b"])
def test_what_is_not_catalogued_is_not_there(tester: Client, name: str) -> None:
    assert tester.get(f"/betas/{name}/brief/", headers=HTMX).status_code == 404


def test_the_page_of_a_beta_says_what_to_do(tester: Client, loaded: Loaded) -> None:
    page = " ".join(tester.get("/betas/mcp-client-2025-11-20/").content.decode().split())
    assert "What to do" in page
    assert 'Move to its successor, <span class="whole">mcp-client-2026-09-15.</span>' in page
