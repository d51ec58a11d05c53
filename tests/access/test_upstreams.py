import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from betas.access import keys
from betas.models import AuditEntry, Project, Upstream, UpstreamKey
from betas.secret import Secret

GATEWAY = {
    "title": "Company gateway",
    "name": "gateway",
    "base_url": "https://gw.example/claude",
    "platform": "claude_api",
    "header_style": "bearer",
    "enabled": "on",
}


@pytest.fixture
def gateway(project: Project) -> Upstream:
    made = Upstream.objects.create(project=project, name="gateway", title="G", base_url="https://gw.example/claude")
    for label in ("one", "two"):
        keys.add(project, made, label, Secret("k" * 20), by=None)
    return made


def test_an_administrator_adds_an_upstream(administrator: Client) -> None:
    assert administrator.post("/upstreams/add/", GATEWAY).status_code == 302
    made = Upstream.objects.get(name="gateway")
    assert (made.base_url, made.header_style, made.enabled) == ("https://gw.example/claude", "bearer", True)


def test_a_slash_at_the_end_is_dropped(administrator: Client) -> None:
    administrator.post("/upstreams/add/", {**GATEWAY, "base_url": " https://GW.example/claude/ "})
    assert Upstream.objects.get(name="gateway").base_url == "https://gw.example/claude"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://gw.example", "Only https is taken."),
        ("https://user:secret@gw.example", "Leave out the name and password"),
        ("https://gw.example/v1", "Leave out /v1"),
        ("https://gw.example\\@evil.example", "Leave out the name and password"),
        ("https://gw.example?x=1", "not a plain web address"),
        ("simulator://other", "not a plain web address"),
    ],
)
def test_an_address_that_could_mean_another_is_refused(administrator: Client, address: str, sentence: str) -> None:
    response = administrator.post("/upstreams/add/", {**GATEWAY, "base_url": address})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Upstream.objects.filter(name="gateway").exists()


def test_plain_http_is_taken_where_a_setting_lists_it(administrator: Client, settings: Settings) -> None:
    settings.UPSTREAM_ALLOWED = ["gw.example:8080"]
    administrator.post("/upstreams/add/", {**GATEWAY, "base_url": "http://gw.example:8080"})
    assert Upstream.objects.filter(base_url="http://gw.example:8080").exists()


def test_the_edit_page_warns_that_keys_are_dropped(administrator: Client, gateway: Upstream) -> None:
    assert "2 keys belong to this address." in administrator.get(f"/upstreams/{gateway.pk}/").content.decode()


@pytest.mark.parametrize("address", ["https://other.example/claude", "https://gw.example:8443/claude"])
def test_another_origin_drops_the_keys_and_says_so(administrator: Client, gateway: Upstream, address: str) -> None:
    response = administrator.post(f"/upstreams/{gateway.pk}/", {**GATEWAY, "base_url": address}, follow=True)
    assert "its 2 keys were dropped" in response.content.decode()
    assert UpstreamKey.objects.count() == 0
    entry = AuditEntry.objects.latest("id")
    assert entry.action == "upstream.changed"
    assert (entry.before or {})["base_url"] == "https://gw.example/claude"
    assert (entry.after or {})["keys_dropped"] == 2


def test_another_path_of_the_same_origin_keeps_them(administrator: Client, gateway: Upstream) -> None:
    administrator.post(f"/upstreams/{gateway.pk}/", {**GATEWAY, "base_url": "https://gw.example/other"})
    assert [keys.readable(key) for key in UpstreamKey.objects.all()] == [True, True]


def test_a_name_stays_as_it_is(administrator: Client, gateway: Upstream) -> None:
    administrator.post(f"/upstreams/{gateway.pk}/", {**GATEWAY, "name": "renamed"})
    gateway.refresh_from_db()
    assert (gateway.name, gateway.title) == ("gateway", "Company gateway")


def test_the_simulator_stays_the_simulator(administrator: Client, upstream: Upstream) -> None:
    simulator = Upstream.objects.get(name="simulator")
    administrator.post(f"/upstreams/{simulator.pk}/", {**GATEWAY, "title": "Stand-in"})
    simulator.refresh_from_db()
    assert (simulator.title, simulator.base_url) == ("Stand-in", "simulator://local")


def test_a_closed_upstream_is_shown_as_closed(administrator: Client, gateway: Upstream) -> None:
    administrator.post(f"/upstreams/{gateway.pk}/", {key: GATEWAY[key] for key in GATEWAY if key != "enabled"})
    assert "Closed" in administrator.get("/upstreams/").content.decode()


@pytest.mark.parametrize("count", [2, 30])
def test_more_upstreams_cost_no_more_queries(
    administrator: Client, project: Project, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    administrator.get("/upstreams/")
    for number in range(count):
        Upstream.objects.create(project=project, name=f"u{number}", title="U", base_url=f"https://{number}.example")
    with django_assert_num_queries(3):  # session, user, upstreams
        administrator.get("/upstreams/")
