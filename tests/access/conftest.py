import pytest

from betas.access import defaults
from betas.models import Project, Upstream


@pytest.fixture
def upstream(project: Project) -> Upstream:
    """The Claude API as every installation has it."""
    defaults.ensure()
    return Upstream.objects.get(name="claude-api")
