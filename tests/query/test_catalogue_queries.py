"""Every field and form of the language, over five betas."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from betas.catalogue.query import LANGUAGE
from betas.models import Beta, Family, Gate, ModelSupport, PlatformSupport
from betas.query import Problem, Unreadable
from betas.query.help import suggestions
from tests.conftest import MakeBeta

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALL = "abcde"


@pytest.fixture
def five(make_beta: MakeBeta) -> None:
    mcp, files = Family.objects.create(slug="mcp-client"), Family.objects.create(slug="files-api")
    alpha = make_beta(
        "alpha-2025-04-04", family=mcp, status="superseded", named_on=date(2025, 4, 4), still_accepted=True,
        endpoints=["POST /v1/messages"], title="The connector",
    )  # fmt: skip
    bravo = make_beta(
        "bravo-2025-11-20", family=mcp, status="active", named_on=date(2025, 11, 20),
        title="Bravo",
        first_in_sdk_on=date(2025, 11, 24), endpoints=["POST /v1/messages", "POST /v1/messages/count_tokens"],
    )  # fmt: skip
    make_beta(
        "charlie-2026-03-01", family=files, status="retired", named_on=date(2026, 3, 1), retired_on=date(2026, 12, 4),
        title="Charlie", category="files", still_accepted=False, header_still_needed=False, visibility="sdk_listed",
    )  # fmt: skip
    make_beta(
        "delta-2026-11-01", status="generally_available", named_on=date(2026, 11, 1), ga_on=date(2026, 11, 20),
        title="Delta", header_still_needed=True, announced_on=date(2026, 11, 2), verified_on=date(2026, 11, 24),
    )  # fmt: skip
    make_beta(
        "echo-1", title="Echo", status="deprecated", deprecated_on=date(2026, 11, 16), last_in_sdk_on=date(2026, 11, 20)
    )
    Beta.objects.filter(pk=alpha.pk).update(successor=bravo)
    Gate.objects.create(beta=bravo, path="tools[].type", kind="tool_type", value="mcp_toolset", mode="required")
    Gate.objects.create(beta=alpha, path="mcp_servers", kind="field", mode="required")
    ModelSupport.objects.create(beta=bravo, model="claude-opus-5-5", supported=True)
    ModelSupport.objects.create(beta=alpha, model="claude-opus-5-5", supported=False)
    PlatformSupport.objects.create(beta=alpha, platform="bedrock", supported=True)
    PlatformSupport.objects.create(beta=bravo, platform="bedrock", supported=False)


def found(query: str) -> str:
    """The first letters of what a query finds."""
    return "".join(beta.name[0] for beta in Beta.objects.filter(LANGUAGE.condition(query, now=NOW)).order_by("name"))


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("", ALL),
        ("  ", ALL),
        ("alpha", "a"),
        ("ALPHA", "a"),
        ("-alpha", "bcde"),
        ("connector", "a"),
        ('"The connector"', "a"),
        ('"connector The"', ""),
        ("mcp_toolset", "b"),
        ("alpha bravo", ""),
        ("-alpha -bravo", "cde"),
        ("brav*", "b"),
        ("100%", ""),
        ("name:alpha-2025-04-04", "a"),
        ("name:al*", "a"),
        ("name:al*,br*", "ab"),
        ("-name:al*", "bcde"),
        ("family:mcp-client", "ab"),
        ("family:mcp-*", "ab"),
        ("family:mcp-client,files-api", "abc"),
        ("Family:MCP-Client", "ab"),
        ("status:retired", "c"),
        ("status:retired,deprecated", "ce"),
        ("-status:retired,deprecated", "abd"),
        ("status:gen*", "d"),
        ("category:files", "c"),
        ("visibility:sdk_listed", "c"),
        ("named:2025", "ab"),
        ("named:2025-11", "b"),
        ("named:2025-11-20", "b"),
        ("named<2026-01-01", "ab"),
        ("named:<2026-01-01", "ab"),
        ("named<=2025-11", "ab"),
        ("named>2025", "cd"),
        ("named>=2026-03-01", "cd"),
        ("named>=now-30d", "d"),
        ("named:none", "e"),
        ("-named:none", "abcd"),
        ("-named<2026", "cde"),
        ("announced:2026-11-02", "d"),
        ("first_in_sdk>=2025-11-24", "b"),
        ("last_in_sdk:2026-11-20", "e"),
        ("ga:2026", "d"),
        ("deprecated<today", "e"),
        ("retired>=today", "c"),
        ("retired<=now+2w", "c"),
        ("verified>=now-1w", "d"),
        ("model:claude-opus-5-5", "b"),
        ("model:opus-5-5", "b"),
        ("model:opus*", "b"),
        ("-model:opus-5-5", "acde"),
        ("platform:bedrock", "a"),
        ("-platform:bedrock", "bcde"),
        ("endpoint:/v1/messages", "ab"),
        ("endpoint:/v1/messages/count_tokens", "b"),
        ("endpoint:/v1/messages/*", "b"),
        ("gate:mcp_servers", "a"),
        ("gate:mcp*", "ab"),
        ("gate:tools[].type", "b"),
        ("accepted:yes", "a"),
        ("accepted:no", "c"),
        ("accepted:none", "bde"),
        ("accepted:yes,none", "abde"),
        ("needed:no", "c"),
        ("successor:bravo-2025-11-20", "a"),
        ("successor:none", "bcde"),
        ('name:"alpha-2025-04-04"', "a"),
        ('name:"al*"', ""),
        ("family:mcp-client named>2025-06 -status:retired", "b"),
        ("status:active,", "b"),
    ],
)
def test_a_query_finds(five: None, query: str, letters: str) -> None:
    assert found(query) == letters


@pytest.mark.parametrize(
    ("query", "said", "instead"),
    [
        ("colour:red", "no field “colour”", None),
        ("stauts:active", "nearest is “status”", "status:active"),
        ("-stauts:active", "nearest is “status”", "-status:active"),
        ("x stauts:active y", "nearest is “status”", "x status:active y"),
        ("status:depricated", "nearest is “deprecated”", "status:deprecated"),
        ("status:active,depricated", "nearest is “deprecated”", "status:active,deprecated"),
        ("platform:azure_foundry", "nearest is “foundry”", "platform:foundry"),
        ("status>active", "cannot be compared", "status:active"),
        ("named<spring", "no date", None),
        ("named:2026-13", "no date", None),
        ("named:2026-02-30", "no date", None),
        ("named:now-99999999d", "no date", None),
        ("named<2025,2026", "one value", "named<2025"),
        ("accepted:maybe", "takes yes, no, none", None),
        ("status:", "says nothing", None),
        ("-", "says nothing", None),
        ('""', "says nothing", None),
        ('name:"open', "not closed", 'name:"open"'),
        ("https://example.org", "no field “https”", None),
    ],
)
def test_what_cannot_be_read_is_explained(five: None, query: str, said: str, instead: str | None) -> None:
    with pytest.raises(Unreadable) as raised:
        LANGUAGE.condition(query, now=NOW)
    [problem] = raised.value.problems
    assert said in problem.message
    assert instead is None or problem.corrected(query) == instead


def test_every_problem_of_a_query_is_told(five: None) -> None:
    with pytest.raises(Unreadable) as raised:
        LANGUAGE.condition("stauts:active fine named<spring", now=NOW)
    assert [problem.start for problem in raised.value.problems] == [0, 19]


@pytest.mark.parametrize("query", ["a " * 10_000, "-" * 1001, " ".join(f"w{n}" for n in range(33))])
def test_a_query_too_long_is_refused(query: str) -> None:
    with pytest.raises(Unreadable, match="at most"):
        LANGUAGE.condition(query)


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('abn:<>=-"*,. []19méx\n\x00') | st.characters(), max_size=60))
@example("named:" + "9" * 30)
@example("named<=0000-00-00")
def test_any_text_is_a_condition_or_is_explained(query: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        list(Beta.objects.filter(LANGUAGE.condition(query)))
    except Unreadable as error:
        problems = error.problems
        assert problems
    assert all(problem.message for problem in problems)


def test_a_corrected_query_can_be_read(five: None) -> None:
    for query in ("stauts:active", "status:depricated", "status>active", "named<2025,2026", 'name:"open'):
        with pytest.raises(Unreadable) as raised:
            LANGUAGE.condition(query)
        corrected = raised.value.problems[0].corrected(query)
        assert corrected
        LANGUAGE.condition(corrected)


def test_every_example_can_be_read(five: None) -> None:
    for query, _meaning in LANGUAGE.examples:
        LANGUAGE.condition(query)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sta", "status:"),
        ("-sta", "-status:"),
        ("mcp sta", "mcp status:"),
        ("status:ret", "status:retired"),
        ("status:active,ret", "status:active,retired"),
        ("named", "named>="),
        ("successor:no", "successor:none"),
    ],
)
def test_the_last_term_is_completed(five: None, query: str, first: str) -> None:
    assert suggestions(LANGUAGE, query)[0].query == first
