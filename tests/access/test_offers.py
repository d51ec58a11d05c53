import pytest
from pytest_django import Settings

from betas.access import keys, upstreams
from betas.models import Project, Upstream, UpstreamKey
from betas.secret import Secret

TEXT = "sk-ant-api03-" + "k" * 40


def offered(project: Project) -> list[keys.Offer]:
    return keys.offered(project, upstreams.enabled(project))


def test_a_stored_key_is_offered_for_its_upstream(project: Project, upstream: Upstream) -> None:
    key = keys.add(project, upstream, "mine", Secret(TEXT), by=None)
    assert offered(project) == [keys.Offer(str(key.pk), "mine", "claude-api", "kkkk", key)]


def test_the_environments_key_is_offered_for_the_claude_api_and_not_stored(
    project: Project, upstream: Upstream, settings: Settings
) -> None:
    settings.ANTHROPIC_API_KEY = TEXT + "\n"
    assert offered(project) == [keys.Offer("environment", "ANTHROPIC_API_KEY", "claude-api", "kkkk")]
    assert keys.opened(keys.chosen(project, upstream, "environment"), upstream) == Secret(TEXT)
    assert UpstreamKey.objects.count() == 0


def test_the_environments_key_goes_nowhere_else(project: Project, upstream: Upstream, settings: Settings) -> None:
    settings.ANTHROPIC_API_KEY = TEXT
    offer = keys.chosen(project, upstream, "environment")
    Upstream.objects.filter(name="claude-api").update(base_url="https://gateway.example")
    assert offered(project) == []
    with pytest.raises(keys.NoSuchKey):
        keys.opened(offer, Upstream.objects.get(name="claude-api"))


@pytest.mark.parametrize("misshapen", ["", "short", "Bearer " + TEXT, "two words of sixteen", "k\nk" * 10])
def test_a_misshapen_environment_key_is_not_offered(
    project: Project, upstream: Upstream, settings: Settings, misshapen: str
) -> None:
    settings.ANTHROPIC_API_KEY = misshapen
    assert offered(project) == []


def test_a_closed_upstream_offers_no_key(project: Project, upstream: Upstream, settings: Settings) -> None:
    settings.ANTHROPIC_API_KEY = TEXT
    keys.add(project, upstream, "mine", Secret(TEXT), by=None)
    Upstream.objects.update(enabled=False)
    assert offered(project) == []


def test_choosing_a_key_opens_it_and_notes_when(project: Project, upstream: Upstream) -> None:
    key = keys.add(project, upstream, "mine", Secret(TEXT), by=None)
    assert keys.opened(keys.chosen(project, upstream, str(key.pk)), upstream) == Secret(TEXT)
    key.refresh_from_db()
    assert key.last_used_at is not None


@pytest.mark.parametrize("value", ["", "nope", "environment", "00000000-0000-0000-0000-000000000000", "\0'"])
def test_a_key_that_is_not_there_is_said_so(project: Project, upstream: Upstream, value: str) -> None:
    with pytest.raises(keys.NoSuchKey):
        keys.chosen(project, upstream, value)


def test_a_key_of_another_upstream_or_project_is_not_there(project: Project, upstream: Upstream) -> None:
    key = keys.add(project, upstream, "mine", Secret(TEXT), by=None)
    simulator = Upstream.objects.get(name="simulator")
    with pytest.raises(keys.NoSuchKey):
        keys.chosen(project, simulator, str(key.pk))
    with pytest.raises(keys.NoSuchKey):
        keys.chosen(Project.objects.create(slug="other", name="Other"), upstream, str(key.pk))


def test_a_key_does_not_open_for_an_upstream_read_before_its_origin_changed(
    project: Project, upstream: Upstream
) -> None:
    Upstream.objects.filter(pk=upstream.pk).update(base_url="https://gateway.example")
    key = keys.add(project, Upstream.objects.get(pk=upstream.pk), "mine", Secret(TEXT), by=None)
    with pytest.raises(keys.KeyUnreadable, match="another address than its upstream has now"):
        keys.opened(keys.chosen(project, upstream, str(key.pk)), upstream)
