"""Whether a text can be a key, and if not, what was probably pasted."""

import re

from django.utils.translation import gettext as _

SHORTEST, LONGEST = 16, 500
ASSIGNMENT = re.compile(r"(export\s+|set\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*[^\s=]")
HEADER = re.compile(r"(x-api-key|authorization)\s*:|bearer\s", re.IGNORECASE)
PRINTABLE = re.compile(r"[\x21-\x7e]+\Z")


def trouble(key: str) -> str | None:
    """One sentence why the trimmed text `key` is not a key, or None. The sentence never holds the text."""
    if ASSIGNMENT.match(key):
        return _("This looks like a line of a configuration file. Paste only what stands after the equals sign.")
    if HEADER.match(key):
        return _("This looks like a header line. Paste only the key itself.")
    if key[:1] in ("'", '"') or key[-1:] in ("'", '"'):
        return _("Leave out the quotation marks around the key.")
    if not PRINTABLE.match(key):
        return _("A key holds only letters, digits and signs: no space, no line break, no other characters.")
    if not SHORTEST <= len(key) <= LONGEST:
        return _("A key has %(shortest)s to %(longest)s characters; this has %(count)s.") % {
            "shortest": SHORTEST, "longest": LONGEST, "count": len(key),
        }  # fmt: skip
    return None
