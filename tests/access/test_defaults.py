import pytest

from betas.access import defaults
from betas.models import Project, Upstream

pytestmark = pytest.mark.django_db


def test_an_installation_starts_with_the_simulator_and_the_claude_api() -> None:
    defaults.ensure()
    assert list(Upstream.objects.values_list("name", "base_url")) == [
        ("simulator", "simulator://local"),
        ("claude-api", "https://api.anthropic.com"),
    ]


def test_ensuring_twice_changes_nothing() -> None:
    defaults.ensure()
    Upstream.objects.filter(name="claude-api").update(title="Ours", enabled=False)
    defaults.ensure()
    assert Project.objects.count() == 1
    assert Upstream.objects.filter(title="Ours", enabled=False).count() == 1
