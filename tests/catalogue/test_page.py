from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.catalogue.load import Loaded
from betas.models import BetaChange, Conflict, Evidence, Gate, PlatformSupport
from betas.models.choices import Role
from tests.catalogue.conftest import MakeBeta
from tests.conftest import SignedIn

ALPHA = "alpha-2025-01-01"


def page(client: Client, name: str = ALPHA) -> str:
    response = client.get(f"/betas/{name}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("claude-code-20250219", "Claude Code client marker"),
        ("managed-agents-2026-04-01", "Claude Managed Agents"),
        ("managed-agents-2026-04-01-research-preview", "Managed Agents research preview"),
        ("code-execution-2025-08-26", "Code execution 2025-08-26 (changelog only)"),
        ("fast-mode-2026-02-01", "Fast mode"),
    ],
)
def test_shipped_betas_have_a_page(loaded: Loaded, signed_in: SignedIn, name: str, title: str) -> None:
    assert f"<h2>{title}</h2>" in page(signed_in(Role.VIEWER), name)


def test_the_page_warns_that_betas_change(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert (
        "Beta features may change without notice, be deprecated or removed, have other rate limits or prices, "
        "and may not be available in all regions."
    ) in page(tester)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("still_accepted", None, "not stated"),
        ("still_accepted", True, "Yes"),
        ("still_accepted", False, "No"),
        ("ga_on", date(2026, 2, 17), date(2026, 2, 17)),
        ("ga_on", None, None),
    ],
)
def test_a_fact_that_is_not_stated_is_not_no(
    tester: Client, make_beta: MakeBeta, field: str, value: object, words: object
) -> None:
    make_beta(**{field: value})
    label = {"still_accepted": "Still accepted", "ga_on": "Generally available"}[field]
    [line] = [line for line in tester.get(f"/betas/{ALPHA}/").context["lines"] if line.label == label]
    assert (line.value or "not stated") == (words or "not stated")


def test_a_fact_stands_with_its_source(tester: Client, make_beta: MakeBeta) -> None:
    Evidence.objects.create(
        beta=make_beta(ga_on=date(2026, 2, 17)), field="ga", value="2026-02-17", source="release notes",
        url="https://platform.claude.com/docs", read_on=date(2026, 8, 22), stated=False, third_party=True,
    )  # fmt: skip
    shown = page(tester)
    assert '<a href="https://platform.claude.com/docs" rel="noreferrer">release notes</a>' in shown
    assert '<span class="soft"> inferred · <b>third party</b> · read 22 Aug 2026 </span>' in shown


def test_a_source_that_says_something_else_says_what(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta(ga_on=date(2026, 2, 17))
    for day in ("2026-02-17", "2026-02-18"):
        Evidence.objects.create(beta=beta, field="ga", value=day, source="release notes")
    shown = page(tester)
    assert ("2026-02-17 ·" in shown, "2026-02-18 ·" in shown) == (False, True)


def test_where_sources_agree_nothing_is_said(tester: Client, make_beta: MakeBeta) -> None:
    Evidence.objects.create(beta=make_beta(), field="ga", value="2026-02-17", source="docs")
    assert "Sources disagree" not in page(tester)


@pytest.mark.parametrize("field", ["platforms", "models", "successor"])
def test_what_stands_beside_a_beta_has_its_sources_there(tester: Client, make_beta: MakeBeta, field: str) -> None:
    Evidence.objects.create(beta=make_beta(), field=field, source="the very source")
    assert page(tester).count("the very source") == 1


def test_the_page_links_its_family(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert '<a href="/betas/families/alpha/">' in page(tester)


def test_all_six_platforms_are_told(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    PlatformSupport.objects.create(beta=beta, platform="bedrock", supported=True, sent_as="bravo-2025-02-02")
    PlatformSupport.objects.create(beta=beta, platform="vertex", supported=False)
    told = {label: support and support.supported for label, support in client_platforms(tester)}
    assert told == {
        "Claude API": None, "Amazon Bedrock": True, "Google Vertex AI": False, "Microsoft Foundry": None,
        "Claude Platform on AWS": None, "Google Cloud": None,
    }  # fmt: skip
    assert "bravo-2025-02-02" in page(tester)


def client_platforms(client: Client) -> list[tuple[str, PlatformSupport | None]]:
    platforms: list[tuple[str, PlatformSupport | None]] = client.get(f"/betas/{ALPHA}/").context["platforms"]
    return platforms


def test_gates_that_refuse_come_first(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    for mode in ("inferred", "historical", "required"):
        Gate.objects.create(beta=beta, path=f"field_{mode}", kind="field", mode=mode)
    modes = [mode for mode, _ in tester.get(f"/betas/{ALPHA}/").context["gates"]]
    assert modes == ["Required", "Historical", "Inferred"]


def test_the_page_links_successor_predecessors_and_what_it_conflicts_with(tester: Client, loaded: Loaded) -> None:
    shown = page(tester, "mcp-client-2025-11-20")
    assert 'href="/betas/mcp-client-2026-09-15/"' in shown
    assert 'href="/betas/mcp-client-2025-04-04/"' in shown
    assert 'href="/betas/context-management-2025-06-27/"' in page(tester, "compact-2026-09-04")


def test_a_conflict_with_something_in_words_is_no_link(tester: Client, make_beta: MakeBeta) -> None:
    Conflict.objects.create(beta=make_beta(), subject="Message Batches", note="not in batches")
    assert "Message Batches <span" in page(tester)


@pytest.mark.parametrize(
    "address",
    [
        f"/playground/?beta={ALPHA}",
        f"/history/?beta={ALPHA}",
        "https://platform.claude.com/docs/en/release-notes/overview",
        "https://support.claude.com",
        "https://platform.claude.com/docs/alpha",
    ],
)
def test_the_page_links_on(tester: Client, make_beta: MakeBeta, address: str) -> None:
    make_beta(docs_url="https://platform.claude.com/docs/alpha")
    assert f'href="{address}"' in page(tester)


def test_a_change_shows_what_went_and_what_came(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    BetaChange.objects.create(
        beta=beta, subject=beta.name, field="gates", why="checked by hand",
        before=[{"path": "speed", "kind": "field"}, {"path": "thread"}], after=[{"path": "thread"}],
    )  # fmt: skip
    [change] = tester.get(f"/betas/{ALPHA}/").context["changes"]
    assert (change.removed, change.added) == (["path speed, kind field"], [])
    assert "checked by hand" in page(tester)


def test_only_the_last_20_changes_are_shown(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    for number in range(21):
        BetaChange.objects.create(beta=beta, subject=beta.name, field="title", after=str(number), why="again")
    changes = tester.get(f"/betas/{ALPHA}/").context["changes"]
    assert [change.added for change in changes] == [[str(number)] for number in range(20, 0, -1)]


def test_an_unknown_name_is_404_and_suggests_the_nearest(tester: Client, loaded: Loaded) -> None:
    response = tester.get("/betas/mcp-client-2025-11-21/")
    assert response.status_code == 404
    assert 'href="/betas/mcp-client-2025-11-20/"' in response.content.decode()


@pytest.mark.parametrize("name", ["%00", "a%2Cb", "%E2%98%83", "x" * 200, "%3Cscript%3E"])
def test_a_text_that_is_no_name_is_404(tester: Client, loaded: Loaded, name: str) -> None:
    response = tester.get(f"/betas/{name}/")
    assert response.status_code == 404
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("count", [2, 30])
def test_more_beside_a_beta_costs_no_more_queries(
    tester: Client, make_beta: MakeBeta, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    beta = make_beta(successor=make_beta("alpha-2026-02-02"))
    for number in range(count):
        other = make_beta(f"bravo-{number}", successor=beta)
        beta.related.add(other)
        Conflict.objects.create(beta=beta, subject=other.name, other=other)
        Evidence.objects.create(beta=beta, source=f"source {number}")
        BetaChange.objects.create(beta=beta, subject=beta.name, field="title", why="again")
    tester.get(f"/betas/{ALPHA}/")  # the session's first visit, the facts' first reading
    with django_assert_num_queries(14):  # session, user, role, revision, changes, the beta and eight lists beside it
        tester.get(f"/betas/{ALPHA}/")
