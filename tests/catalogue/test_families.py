"""Families: what changed from version to version, and which to use."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from betas.catalogue import families
from betas.catalogue.lineage import Difference, Version, differences, to_use
from betas.catalogue.load import Loaded
from betas.models import Beta, Family, Gate
from tests.conftest import MakeBeta

OLD = Version("a-1", "active")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ({}, {}, []),
        ({"status": "superseded"}, {"status": "active"}, [("Status", ("Active",), ("Superseded",))]),
        ({"gates": {"a", "b"}}, {"gates": {"b", "c"}}, [("Unlocks", ("c",), ("a",))]),
        ({"gates": {"a"}}, {"gates": set()}, []),
        ({"endpoints": {"POST /a"}}, {"endpoints": {"POST /a", "GET /b"}}, [("Endpoints", ("GET /b",), ())]),
        ({"endpoints": set()}, {"endpoints": {"POST /a"}}, []),
        ({"platforms": {"bedrock": False}}, {"platforms": {"bedrock": True}}, [("Platforms", ("Amazon Bedrock",), ())]),
        ({"platforms": {"bedrock": True}}, {"platforms": {"bedrock": False}}, [("Platforms", (), ("Amazon Bedrock",))]),
        ({"platforms": {"bedrock": True}}, {"platforms": {"vertex": True}}, []),
        ({"platforms": {"bedrock": True}}, {"platforms": {}}, []),
    ],
    ids=lambda value: None,  # sets have no order, and the workers must agree
)
def test_what_differs_is_told_and_what_is_not_stated_is_no_difference(
    old: dict[str, Any], new: dict[str, Any], told: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    found = differences(version(old), version(new))
    assert list(found) == [Difference(*each) for each in told]


def version(fields: dict[str, Any]) -> Version:
    return Version(**{"name": "a", "status": "active", **{k: _frozen(v) for k, v in fields.items()}})


def _frozen(value: Any) -> Any:
    return frozenset(value) if isinstance(value, set) else value


@pytest.mark.parametrize(
    ("statuses", "used"),
    [
        (["superseded", "active"], "a-2"),
        (["active", "active"], "a-2"),
        (["active", "retired"], "a-1"),
        (["deprecated", "generally_available"], "a-2"),
        (["deprecated", "retired"], None),
        ([], None),
    ],
)
def test_the_newest_that_is_not_past_is_the_one_to_use(statuses: list[str], used: str | None) -> None:
    betas = [Beta(name=f"a-{n}", status=status, named_on=date(2026, n, 1)) for n, status in enumerate(statuses, 1)]
    found = to_use(betas)
    assert (found.name if found else None) == used


def test_where_all_are_past_their_successor_is_the_one_to_use() -> None:
    other = Beta(name="b-1", status="active")
    assert to_use([Beta(name="a-1", status="retired", successor=other)]) == other


def test_a_family_shows_its_versions_in_order_and_the_diff_of_the_header(tester: Client, loaded: Loaded) -> None:
    response = tester.get("/betas/families/mcp-client/")
    assert [step.beta.name for step in response.context["steps"]] == [
        "mcp-client-2025-04-04", "mcp-client-2025-11-20", "mcp-client-2026-09-15",
    ]  # fmt: skip
    assert "- anthropic-beta: mcp-client-2025-04-04\n+ anthropic-beta: mcp-client-2026-09-15" in (
        response.content.decode()
    )


def test_a_header_that_is_not_needed_is_only_taken_out(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", status="deprecated", named_on=date(2025, 1, 1))
    make_beta("alpha-2", status="generally_available", named_on=date(2026, 1, 1), header_still_needed=False)
    shown = tester.get("/betas/families/alpha/").content.decode()
    assert "- anthropic-beta: alpha-1" in shown
    assert "+ anthropic-beta" not in shown


def test_the_page_says_what_a_version_unlocks_more(tester: Client, make_beta: MakeBeta) -> None:
    for number, path in ((1, "thread"), (2, "speed")):
        Gate.objects.create(
            beta=make_beta(f"alpha-{number}", named_on=date(2026, number, 1)), path=path, kind="field", mode="required"
        )
    shown = tester.get("/betas/families/alpha/").content.decode()
    assert ('<del class="mono">− thread</del>' in shown, '<ins class="mono">+ speed</ins>' in shown) == (True, True)


def test_no_such_family_is_404(tester: Client) -> None:
    assert tester.get("/betas/families/nope/").status_code == 404


def test_families_go_on_from_slug_to_slug(tester: Client, make_beta: MakeBeta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "PAGE", 2)
    for slug in "abc":
        make_beta(f"{slug}-1", family=Family.objects.create(slug=slug))
    pages = [tester.get(f"/betas/families/?after={after}").context["page"] for after in ("", "b")]
    assert [[row.family.slug for row in page.rows] for page in pages] == [["a", "b"], ["c"]]


@pytest.mark.parametrize("address", ["/betas/families/", "/betas/families/alpha/"])
@pytest.mark.parametrize("count", [2, 40])
def test_more_versions_cost_no_more_queries(
    tester: Client, make_beta: MakeBeta, django_assert_max_num_queries: Any, address: str, count: int
) -> None:
    for number in range(count):
        make_beta(f"alpha-{number}", successor=Beta.objects.first())
        make_beta(f"bravo-{number}", family=Family.objects.create(slug=f"bravo-{number}"))
    tester.get(address)  # the session's first visit
    with django_assert_max_num_queries(7):
        tester.get(address)
