"""What every installation starts with: one project and two upstreams."""

from betas.models import Project, Upstream

UPSTREAMS = (
    ("simulator", "Simulator", "simulator://local"),
    ("claude-api", "Claude API", "https://api.anthropic.com"),
)


def ensure() -> Project:
    """The default project with its upstreams, made where missing; what an administrator changed stays."""
    project = Project.objects.all().default()
    for name, title, base_url in UPSTREAMS:
        Upstream.objects.get_or_create(project=project, name=name, defaults={"title": title, "base_url": base_url})
    return project
