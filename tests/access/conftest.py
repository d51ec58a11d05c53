from collections.abc import Callable

import pytest
from django.test import Client

from betas.access import defaults, keys, links, tokens
from betas.models import Beta, BetaChange, Family, Project, Proposal, SavedView, SyncRun, Upstream, User
from betas.models.choices import Role
from betas.secret import Secret
from tests.access.entering import PASSWORD
from tests.access.routes import Places
from tests.conftest import MakeExchange, SignedIn


@pytest.fixture
def member(person: Callable[[Role], User]) -> User:
    """The tester, with a password."""
    user = person(Role.TESTER)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def upstream(project: Project) -> Upstream:
    """The Claude API as every installation has it."""
    defaults.ensure()
    return Upstream.objects.get(name="claude-api")


@pytest.fixture
def places(
    project: Project,
    upstream: Upstream,
    make_exchange: MakeExchange,
    person: Callable[[Role], User],
    monkeypatch: pytest.MonkeyPatch,
) -> Places:
    """What the addresses of the table need: one of each thing. Nothing is fetched from anywhere."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PATH", "")
    return Places(
        {
            "secret": lambda: links.make(person(Role.TESTER)).split("/")[-2],
            "key": lambda: keys.add(project, upstream, "mine", Secret("k" * 20), by=None).pk,
            "token": lambda: tokens.make(project, "nightly", Role.VIEWER)[0].pk,
            "upstream": lambda: upstream.pk,
            "user": lambda: person(Role.VIEWER).pk,
            "other": lambda: make_exchange().pk,
            "exchange": lambda: make_exchange("interleaved-thinking-2025-05-14").pk,
            "fingerprint": lambda: make_exchange(status=400, fingerprint="ab12" * 4).fingerprint,
            "beta": lambda: _beta().name,
            "family": lambda: _beta().family.slug,
            "proposal": lambda: _proposal().pk,
            "change": lambda: BetaChange.objects.create(subject="b", field="status", why="test").pk,
            "view": lambda: _view().pk,
        }
    )


def _proposal() -> Proposal:
    run = SyncRun.objects.create(package="anthropic", version="2.12.0")
    return Proposal.objects.create(run=run, beta="b", kind="removal", values={"status": "deprecated"})


def _view() -> SavedView:
    """Somebody else's."""
    return SavedView.objects.create(user=User.objects.create(username="other"), room="catalogue", name="mine")


def _beta() -> Beta:
    """The one there is, with its family."""
    family = Family.objects.get_or_create(slug="thinking")[0]
    known = {"family": family, "category": "thinking", "visibility": "documented"}
    return Beta.objects.get_or_create(name="thinking-2025-05-14", defaults=known)[0]


@pytest.fixture
def caller(project: Project, signed_in: SignedIn) -> Callable[[str, str], Client]:
    """A client for `who`, with a token where the route is for programs and a session elsewhere."""

    def make(route: str, who: str) -> Client:
        if who == "anonymous":
            return Client()
        if route.startswith("api/"):
            text = tokens.make(project, who, Role(who))[1].reveal()
            return Client(headers={"authorization": f"Bearer {text}"})
        return signed_in(Role(who))

    return make
