"""Who a request speaks for: a token in the Authorization header and nothing else."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from betas.access import tokens
from betas.access.roles import reaches
from betas.api.problems import Problem
from betas.models import Token
from betas.models.choices import Role


class ApiRequest(HttpRequest):
    """A request after Bearer let it in."""

    auth: Token


class Bearer(HttpBearer):
    """Make one with `manage.py create_token`. A viewer's token reads, a tester's also sends."""

    def __init__(self, least: Role) -> None:
        super().__init__()
        self.least = least

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = tokens.check(token)
        if found and not reaches(found.role, self.least):
            raise Problem(403, _("This needs a token with the role %(role)s.") % {"role": self.least})
        return found


viewer, tester = Bearer(Role.VIEWER), Bearer(Role.TESTER)
