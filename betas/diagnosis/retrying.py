"""Ways to send a refused request again, each with one repair: what the doctor's buttons say and do. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betas.diagnosis.doctor import Diagnosis
from betas.diagnosis.findings import Fix, apply
from betas.diagnosis.signatures import Retry


@dataclass(frozen=True, slots=True)
class Way:
    """`label` is what its button says."""

    label: str
    fix: Fix

    @property
    def key(self) -> str:
        """The same for the same repair, whatever the language."""
        return json.dumps([self.fix.remove, self.fix.add])


def ways(found: Diagnosis, sent: Sequence[str], body: Mapping[str, Any]) -> tuple[Way, ...]:
    """The best first. One that would change nothing is none, but for an error that passes with time."""
    if found.retry == Retry.LATER:
        return (Way(_("Send it again as it is"), Fix()),)
    return tuple(way for way in _ways(found.fix or Fix()) if apply([way.fix], sent, body) != (tuple(sent), body))


def _ways(fix: Fix) -> Iterator[Way]:
    removed, added = ", ".join(fix.remove), ", ".join(fix.add)
    if fix.remove and fix.add:
        yield Way(_("Retry with %(added)s instead of %(removed)s") % {"added": added, "removed": removed}, fix)
    if fix.remove:
        yield Way(_("Retry without %(removed)s") % {"removed": removed}, Fix(remove=fix.remove))
    elif fix.add:
        yield Way(_("Retry with %(added)s added") % {"added": added}, fix)
