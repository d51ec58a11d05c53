"""The six platforms as letters: where a beta works, where it does not, and what no source says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from betas.models import Beta, PlatformSupport
from betas.models.choices import Platform
from betas.told import told_once

LETTERS = {
    Platform.CLAUDE_API: "C",
    Platform.BEDROCK: "B",
    Platform.VERTEX: "V",
    Platform.FOUNDRY: "F",
    Platform.CLAUDE_PLATFORM_ON_AWS: "A",
    Platform.GOOGLE_CLOUD: "G",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """`look` is yes, no, or empty where nothing is stated."""

    letter: str
    look: str


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters, and the same in words; no letters where no platform is spoken of."""

    letters: tuple[Letter, ...]
    words: str


def by_beta(betas: Iterable[Beta]) -> dict[int, Letters]:
    """The letters of many betas, by primary key; one query."""
    rows = PlatformSupport.objects.filter(beta__in=[beta.pk for beta in betas], supported__isnull=False)
    known: dict[int, dict[str, bool]] = defaultdict(dict)
    for pk, platform, supported in rows.values_list("beta", "platform", "supported"):
        known[pk][platform] = bool(supported)
    return {beta.pk: _letters(frozenset(known[beta.pk].items())) for beta in betas}


@told_once
def _letters(stated: frozenset[tuple[str, bool]]) -> Letters:
    """`stated` is whether a beta works, by platform."""
    known = dict(stated)
    if not known:
        return Letters((), "")
    looks = {True: "yes", False: "no", None: ""}
    return Letters(tuple(Letter(LETTERS[each], looks[known.get(each)]) for each in Platform), _words(known))


def _words(known: Mapping[str, bool]) -> str:
    yes = ", ".join(str(each.label) for each in Platform if known.get(each) is True)
    no = ", ".join(str(each.label) for each in Platform if known.get(each) is False)
    told = [
        _("Works on %(names)s.") % {"names": yes} if yes else "",
        _("Not on %(names)s.") % {"names": no} if no else "",
    ]
    return " ".join(filter(None, told))
