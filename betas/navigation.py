"""The sections of the product, in the order in which people meet them: the address' name and the word for it."""

from django.utils.translation import gettext_lazy as _

SECTIONS = (
    ("overview:index", _("Overview")),
    ("catalogue:index", _("Betas")),
    ("playground:index", _("Playground")),
    ("history:index", _("History")),
    ("history:errors", _("Errors")),
    ("history:stats", _("Statistics")),
)
# Pages below a section that shares its room with another.
BELOW = dict.fromkeys(("history:diagnose", "history:group", "history:mark"), "history:errors")
