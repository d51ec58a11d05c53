"""Where a platform does not offer a beta, or takes it under another name."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from betas.catalogue.facts import BetaFact, PlatformFact
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.models.choices import Platform


def unsupported(draft: Draft) -> Iterator[Finding]:
    platform = Platform(draft.platform)
    for beta in draft.known():
        support = beta.platforms.get(platform, PlatformFact())
        if support.sent_as:
            yield _renamed(beta, support, platform)
        elif support.supported is False:
            message = _("%(platform)s does not offer %(name)s.") % {"platform": platform.label, "name": beta.name}
            yield Finding(
                Level.ERROR, "unsupported_platform", message, (beta.name,),
                fix=Fix(remove=(beta.name,)), source=support.note or beta.source("platforms"),
            )  # fmt: skip


def _renamed(beta: BetaFact, support: PlatformFact, platform: Platform) -> Finding:
    message = _("%(platform)s takes %(name)s under another name: %(sent_as)s.") % {
        "platform": platform.label,
        "name": beta.name,
        "sent_as": support.sent_as,
    }
    fix = Fix(add=(support.sent_as,), remove=(beta.name,))
    where = support.note or beta.source("platforms")
    return Finding(Level.WARNING, "unsupported_platform", message, (beta.name,), fix=fix, source=where)
