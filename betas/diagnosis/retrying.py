"""Ways to send a refused request again, each with one repair: what the doctor's buttons say and do. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betas.diagnosis.doctor import Diagnosis
from betas.diagnosis.findings import Fix, apply
from betas.diagnosis.signatures import Retry

MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """`label` is what its button says."""

    label: str
    fix: Fix

    @property
    def key(self) -> str:
        """The same for the same repair, whatever the language."""
        return json.dumps([self.fix.remove, self.fix.add, *([self.fix.unset] if self.fix.unset else [])])


def ways(found: Diagnosis, sent: Sequence[str], body: Mapping[str, Any]) -> tuple[Way, ...]:
    """The best first. One that would change nothing is none, but for an error that passes with time."""
    if found.retry == Retry.LATER:
        return (Way(_("Send it again as it is"), Fix()),)
    fixes = [found.fix, *found.others[:MOST_OTHERS]] if found.fix else []
    each = {way.key: way for fix in fixes for way in _ways(fix)}
    return tuple(way for way in each.values() if apply([way.fix], sent, body) != (tuple(sent), body))


def _ways(fix: Fix) -> Iterator[Way]:
    removed, added, unset = ", ".join(fix.remove), ", ".join(fix.add), ", ".join(fix.unset)
    if fix.remove and fix.add:
        yield Way(_("Retry with %(added)s instead of %(removed)s") % {"added": added, "removed": removed}, fix)
    if fix.remove:
        yield Way(_("Retry without %(removed)s") % {"removed": removed}, Fix(remove=fix.remove))
    elif fix.unset and fix.add:
        label = _("Retry with %(added)s in the header, without %(removed)s in the body")
        yield Way(label % {"added": added, "removed": unset}, fix)
    elif fix.unset:
        yield Way(_("Retry without %(removed)s in the body") % {"removed": unset}, fix)
    elif fix.add:
        yield Way(_("Retry with %(added)s added") % {"added": added}, fix)
