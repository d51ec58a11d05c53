import pytest
from django.core.checks import run_checks

from betas.catalogue import shipped
from tests.catalogue.conftest import ALPHA, Folder


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('sucessor = "alpha"', "alpha: no field 'sucessor'; nearest is 'successor'"),
        ('successor = "alpa"', "alpha: no beta 'alpa'; nearest is 'alpha'"),
        ('related = ["nothing-like-it"]', "alpha: no beta 'nothing-like-it'"),
        ('related = "alpha"', "alpha: related is no list"),
        ('ga_on = "soon"', "alpha: ga_on cannot be read: 'soon'"),
        ('ga_on = "2026-02-01"', "alpha: ga_on cannot be read: '2026-02-01'"),
        ('still_accepted = "yes"', "alpha: still_accepted cannot be read: 'yes'"),
        ('endpoints = "POST /v1/messages"', "alpha: endpoints cannot be read: 'POST /v1/messages'"),
        ('docs_url = "http://example.com/"', "alpha: docs_url cannot be read: 'http://example.com/'"),
        ('gates = "all"', "alpha: gates is no list of tables"),
        ('[[gates]]\npath = "a b"\nkind = "field"', "alpha: gates: no path 'a b'; one looks like tools[].type"),
        ('[[gates]]\npath = "a"\nkind = "feild"', "alpha: gates: no kind 'feild'; nearest is 'field'"),
        ('[[gates]]\npath = "a"\nkind = "value"', "alpha: gates: a: a field has no value, everything else has one"),
        ('[[gates]]\npath = "a"\nkind = "field"\n' * 2, "alpha: gates: one is there twice"),
        ('[[platforms]]\nplatform = "bedrok"', "alpha: platforms: no platform 'bedrok'; nearest is 'bedrock'"),
        ('[[conflicts]]\nother = "alhpa"', "alpha: conflicts: no beta 'alhpa'; nearest is 'alpha'"),
        ('[[conflicts]]\nnote = "none"', "alpha: conflicts: neither subject nor other is there"),
        (
            '[[evidence]]\nfield = "first_in_sdkk"\nsource = "s"',
            "alpha: evidence: no field 'first_in_sdkk'; nearest is 'first_in_sdk'",
        ),
    ],
)
def test_a_value_nobody_can_read_is_named(facts: Folder, text: str, problem: str) -> None:
    assert facts(alpha=text).problems == (problem,)


def test_a_status_in_a_typo_names_the_nearest(facts: Folder) -> None:
    base = ALPHA.replace("active", "superceded")
    [problem] = facts(base=base, mcp_client_2025_11_20="").problems
    assert problem == "mcp-client-2025-11-20: no status 'superceded'; nearest is 'superseded'"


def test_a_beta_has_at_least_a_title_a_category_a_status_and_a_visibility(facts: Folder) -> None:
    assert facts(base="", alpha="").problems == (
        "alpha: title is missing",
        "alpha: category is missing",
        "alpha: status is missing",
        "alpha: visibility is missing",
    )


def test_a_file_that_is_no_toml_is_named(facts: Folder) -> None:
    [problem] = facts(alpha="ga_on = 2026-02-30").problems
    assert problem.startswith("alpha.toml: ")


def test_a_file_name_that_is_no_beta_name_is_named(facts: Folder) -> None:
    assert facts(**{"al pha": ""}).problems == ("al pha: the file's name is no beta name",)


def test_one_unreadable_value_keeps_everything_out(facts: Folder) -> None:
    assert facts(alpha='ga_on = "soon"', bravo="").betas == {}


def test_a_price_is_written_as_text(facts: Folder) -> None:
    [problem] = facts(models="[claude-x]\nprices = { input = 2.5 }\n").problems
    assert problem == 'models.toml: claude-x: input is no price: 2.5; write it as text, such as "2.5"'


def test_a_price_of_an_unknown_kind_names_the_nearest(facts: Folder) -> None:
    [problem] = facts(models='[claude-x]\nprices = { inputs = "2.5" }\n').problems
    assert problem == "models.toml: claude-x: no price 'inputs'; nearest is 'input'"


def test_check_tells_each_problem(facts: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = facts(alpha='successor = "alpa"')
    monkeypatch.setattr(shipped, "own", lambda: broken)
    told = [message for message in run_checks(tags=["catalogue"]) if message.id == "betas.E001"]
    assert [message.msg for message in told] == ["alpha: no beta 'alpa'; nearest is 'alpha'"]
