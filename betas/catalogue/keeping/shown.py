"""What an upgrade means, in words: a section for each kind of news, with the betas as the catalogue knows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from betas.catalogue.upgrade import Pin, Upgrade
from betas.models import Beta


@dataclass(frozen=True, slots=True)
class News:
    """One line about one beta; `beta` is None where the catalogue does not know the name."""

    name: str
    beta: Beta | None
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    meaning: str
    news: list[News]


def shown(found: Upgrade) -> list[Section]:
    """Sections that have news, in one query."""
    betas = {beta.name: beta for beta in Beta.objects.filter(name__in=found.names)}
    sections = (
        Section(title, meaning, [News(name, betas.get(name), words) for name, words in lines])
        for title, meaning, lines in _told(found)
    )
    return [section for section in sections if section.news]


def _told(found: Upgrade) -> Iterable[tuple[str, str, list[tuple[str, str]]]]:
    yield (
        _("Names added"),
        _("New to try. Nothing changes until you send them."),
        [(name, "") for name in found.added],
    )
    yield (
        _("Names gone"),
        _("The SDK no longer lists them, but sends them as texts; whether the API accepts them is another matter."),
        [(name, "") for name in found.gone],
    )
    yield (
        _("Removal announced"),
        _("A later release of the SDK removes them: take them out of your code in time."),
        [(one.beta, f"{one.version}: {one.words}") for one in found.announced],
    )
    yield (
        _("Sent by default now"),
        _("The SDK adds them by itself: you need not name them, and you get what they change unasked."),
        [(pin.after, pin.endpoint) for pin in found.gained],
    )
    yield (
        _("No longer sent by default"),
        _("Name them yourself if you rely on them, unless the feature is generally available by now."),
        [(pin.before, pin.endpoint) for pin in found.dropped],
    )
    yield (
        _("Another version sent by default"),
        _("Check what the newer version changes before you upgrade, or name the older one yourself."),
        [(pin.after, _instead(pin)) for pin in found.replaced],
    )
    yield (
        _("Parameters newly gated"),
        _("Their documentation names a beta that it did not name before: send it where you use the parameter."),
        [(name, gate.parameter) for gate in found.gated for name in gate.betas],
    )


def _instead(pin: Pin) -> str:
    return _("instead of %(old)s, to %(endpoint)s") % {"old": pin.before, "endpoint": pin.endpoint}
