"""What the command palette finds: pages, betas, models, and one's own newest exchanges. One query for each kind."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas import navigation
from betas.access.roles import reaches
from betas.catalogue.query import with_word
from betas.models import Beta, ClaudeModel, Exchange, User
from betas.models.choices import Role, Status

MOST, LOOKED_AT = 6, 500
PAST = {Status.DEPRECATED, Status.SUPERSEDED, Status.RETIRED}
PAGES = (
    *((view, label, Role.VIEWER) for view, label in navigation.SECTIONS),
    ("history:diagnose", gettext_lazy("Diagnose an error"), Role.VIEWER),
    ("access:keys", gettext_lazy("Keys"), Role.TESTER),
    ("access:tokens", gettext_lazy("API tokens"), Role.ADMIN),
    ("access:upstreams", gettext_lazy("Upstreams"), Role.ADMIN),
    ("access:audit", gettext_lazy("Audit"), Role.ADMIN),
    ("admin:index", gettext_lazy("Administration"), Role.ADMIN),
    ("access:password", gettext_lazy("Password"), Role.VIEWER),
    ("overview:keys", gettext_lazy("Keyboard shortcuts"), Role.VIEWER),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """`note` stands beside the text; `status` is a beta's, empty for anything else."""

    url: str
    text: str
    note: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    hits: list[Hit]


def groups(user: User, role: Role | None, asked: str) -> list[Group]:
    """Every word of `asked` has to be found; without one, pages and the last exchanges."""
    words = asked.lower().split()
    found = (
        Group(_("Pages"), pages(role, words)),
        Group(_("Betas"), betas(words)),
        Group(_("Models"), models(words)),
        Group(_("Your requests"), exchanges(user, words)),
    )
    return [group for group in found if group.hits]


def pages(role: Role | None, words: list[str]) -> list[Hit]:
    mine = ((view, str(label)) for view, label, least in PAGES if reaches(role, least))
    return [Hit(reverse(view), label) for view, label in mine if all(word in label.lower() for word in words)]


def betas(words: list[str]) -> list[Hit]:
    """Those whose name holds what was typed first, then those one may still start with."""
    if not words:
        return []

    def rank(beta: Beta) -> tuple[bool, bool, str]:
        return (not all(word in beta.name for word in words), beta.status in PAST, beta.name)

    found = sorted(Beta.objects.filter(*map(with_word, words)).only("name", "title", "status"), key=rank)
    return [Hit(beta.get_absolute_url(), beta.name, beta.title, beta.status) for beta in found[:MOST]]


def models(words: list[str]) -> list[Hit]:
    if not words:
        return []
    found = ClaudeModel.objects.filter(_holding("id", words)).order_by("id")[:MOST]
    return [Hit(f"{reverse('playground:index')}?{urlencode({'model': model.pk})}", model.pk) for model in found]


def exchanges(user: User, words: list[str]) -> list[Hit]:
    """Among the newest only: a search through all of them is the history's."""
    newest = Exchange.objects.for_user(user).order_by("-pk").values("pk")[:LOOKED_AT]
    mine = Exchange.objects.filter(pk__in=newest, who=user).filter(_holding("preview", words)).order_by("-pk")
    return [Hit(one.get_absolute_url(), one.preview or one.path, one.model) for one in mine[:MOST]]


def _holding(field: str, words: list[str]) -> Q:
    return Q(*(Q((f"{field}__icontains", word)) for word in words))
