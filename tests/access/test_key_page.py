from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from betas.access import keys
from betas.models import AuditEntry, Project, Upstream, UpstreamKey
from betas.models.choices import Role
from betas.secret import Secret
from tests.conftest import SignedIn

TEXT = "sk-ant-api03-" + "k" * 40


def add(client: Client, upstream: Upstream, **typed: str) -> tuple[int, str]:
    response = client.post("/keys/", {"label": "mine", "upstream": str(upstream.pk), "key": TEXT, **typed})
    return response.status_code, response.content.decode()


def test_a_tester_stores_a_key_and_sees_its_last_four(tester: Client, upstream: Upstream) -> None:
    assert add(tester, upstream)[0] == 302
    page = tester.get("/keys/").content.decode()
    assert "…kkkk" in page
    assert TEXT not in page


def test_space_around_a_pasted_key_is_dropped(tester: Client, upstream: Upstream) -> None:
    add(tester, upstream, key=f"  {TEXT}\r\n")
    assert keys.open_key(UpstreamKey.objects.get()).reveal() == TEXT


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        (f"ANTHROPIC_API_KEY={TEXT}", "line of a configuration file"),
        (f"export ANTHROPIC_API_KEY={TEXT}", "line of a configuration file"),
        (f"Bearer {TEXT}", "header line"),
        (f"x-api-key: {TEXT}", "header line"),
        (f"Authorization: Bearer {TEXT}", "header line"),
        (f'"{TEXT}"', "quotation marks"),
        (TEXT[:20] + " " + TEXT[20:], "no space"),
        (TEXT[:20] + "\n" + TEXT[20:], "no line break"),
        (TEXT + "é", "no other characters"),
        ("sk-ant-short", "A key has 16 to 500 characters; this has 12."),
        ("k" * 501, "A key has 16 to 500 characters; this has 501."),
        ("", "This field is required."),
        (TEXT + "\0", "Null characters are not allowed."),
    ],
)
def test_what_is_no_key_is_refused_in_words(tester: Client, upstream: Upstream, pasted: str, sentence: str) -> None:
    status, page = add(tester, upstream, key=pasted)
    assert status == 422
    assert sentence in page
    assert UpstreamKey.objects.count() == 0


def test_a_base64_key_is_no_configuration_line(tester: Client, upstream: Upstream) -> None:
    assert add(tester, upstream, key="QWxhZGRpbjpvcGVuIHNlc2FtZQ==")[0] == 302


@pytest.mark.parametrize("wrong", [{"label": ""}, {"label": "x" * 61}, {"key": f"Bearer {TEXT}"}])
def test_a_typed_key_never_comes_back(tester: Client, upstream: Upstream, wrong: dict[str, str]) -> None:
    status, page = add(tester, upstream, **wrong)
    assert status == 422
    assert TEXT not in page


def test_after_an_error_elsewhere_the_key_is_asked_for_again(tester: Client, upstream: Upstream) -> None:
    assert "Type the key again" in add(tester, upstream, label="")[1]


def test_a_label_serves_once_for_an_upstream(tester: Client, upstream: Upstream) -> None:
    add(tester, upstream)
    status, page = add(tester, upstream)
    assert status == 422
    assert "already a key with this label" in page


def test_the_environments_label_is_its_own(tester: Client, upstream: Upstream) -> None:
    status, page = add(tester, upstream, label="ANTHROPIC_API_KEY")
    assert status == 422
    assert "take another" in page
    assert not UpstreamKey.objects.exists()


def test_the_simulator_takes_no_key(tester: Client, upstream: Upstream) -> None:
    assert add(tester, Upstream.objects.get(name="simulator"))[0] == 422


def test_the_environments_key_is_shown_by_its_last_four(tester: Client, upstream: Upstream, settings: Settings) -> None:
    settings.ANTHROPIC_API_KEY = TEXT
    page = tester.get("/keys/").content.decode()
    assert "from the environment" in page
    assert "…kkkk" in page
    assert TEXT not in page


def test_deleting_asks_first(tester: Client, project: Project, upstream: Upstream) -> None:
    key = keys.add(project, upstream, "mine", Secret(TEXT), by=None)
    assert "Delete the key mine?" in tester.get(f"/keys/{key.pk}/delete/").content.decode()
    assert UpstreamKey.objects.count() == 1
    assert tester.post(f"/keys/{key.pk}/delete/").status_code == 302
    assert UpstreamKey.objects.count() == 0


def test_adding_and_deleting_are_audited_without_the_key(tester: Client, upstream: Upstream) -> None:
    add(tester, upstream)
    tester.post(f"/keys/{UpstreamKey.objects.get().pk}/delete/")
    entries = AuditEntry.objects.select_related("who")
    assert [(entry.action, str(entry.who)) for entry in entries] == [("key.deleted", "tester"), ("key.added", "tester")]
    assert TEXT not in str(list(entries.values()))


def test_a_key_of_another_project_is_not_there(tester: Client, upstream: Upstream) -> None:
    elsewhere = Project.objects.create(slug="other", name="Other")
    theirs = Upstream.objects.create(project=elsewhere, name="theirs", title="T", base_url="https://t.example")
    key = keys.add(elsewhere, theirs, "secret-label", Secret(TEXT), by=None)
    assert "secret-label" not in tester.get("/keys/").content.decode()
    assert (
        tester.post(f"/keys/{key.pk}/delete/").status_code == tester.post(f"/keys/{uuid4()}/delete/").status_code == 404
    )
    assert add(tester, theirs)[0] == 422


def test_an_unreadable_key_is_said_to_be(
    tester: Client, project: Project, upstream: Upstream, settings: Settings
) -> None:
    keys.add(project, upstream, "mine", Secret(TEXT), by=None)
    settings.DATA_KEY = "00" * 32
    assert "Cannot be read" in tester.get("/keys/").content.decode()


def test_a_viewer_has_no_business_with_keys(signed_in: SignedIn, upstream: Upstream) -> None:
    viewer = signed_in(Role.VIEWER)
    assert viewer.get("/keys/").status_code == 403
    assert add(viewer, upstream)[0] == 403


@pytest.mark.parametrize("count", [2, 30])
def test_more_keys_cost_no_more_queries(
    tester: Client,
    project: Project,
    upstream: Upstream,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    tester.get("/keys/")
    for number in range(count):
        keys.add(project, upstream, f"key {number}", Secret(TEXT), by=None)
    with django_assert_num_queries(10):  # session, user, role, project, three times upstreams, keys, choices twice
        tester.get("/keys/")
