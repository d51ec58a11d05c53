"""What a benchmark needs in a new instance: an upstream with its key, people who are signed in, a program's token."""

import json
import sys

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from betas.access import defaults, keys, people, tokens
from betas.access.sessions import BACKEND
from betas.models import Upstream, User
from betas.models.choices import Role
from betas.secret import Secret


def main(port: int, count: int) -> None:
    """Prints as JSON: the form's `destination`, a `token`, and `sessions`, one for each of `count` people."""
    call_command("prepare", stdout=sys.stderr)
    project = defaults.ensure()
    place = Upstream.objects.create(project=project, name="bench", title="Bench", base_url=f"http://127.0.0.1:{port}")
    key = keys.add(project, place, "bench", Secret("a-key-of-the-benchmark"), by=None)
    _token, text = tokens.make(project, "bench", Role.TESTER)
    sessions = [_signed_in(f"person-{number}") for number in range(count)]
    told = {"destination": f"bench:{key.pk}", "token": text.reveal(), "sessions": sessions}
    sys.stdout.write(json.dumps(told))


def _signed_in(name: str) -> str:
    user, client = User.objects.create_user(name), Client()
    people.set_role(user, Role.TESTER, by=None)
    client.force_login(user, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
