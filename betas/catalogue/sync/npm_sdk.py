"""The TypeScript SDK's npm package: the same list of betas, a cross-check, and its changelog."""

import json
import re
from pathlib import Path

from django.utils.translation import gettext as _

from betas.catalogue.sync import archive, changelog
from betas.catalogue.sync.found import NothingFound, Package
from betas.catalogue.sync.python_sdk import FEWEST

NAME = "@anthropic-ai/sdk"
SOURCE, MANIFEST, LOG = "package/src/resources/beta/beta.ts", "package/package.json", "package/CHANGELOG.md"
UNION = re.compile(r"export type AnthropicBeta =([^;]*);")
VALUE = re.compile(r"'([^'\s]{1,200})'")


def read(path: Path) -> Package:
    """Raises Refused and NothingFound, both with a sentence."""
    texts = archive.texts(path, lambda name: name in (SOURCE, MANIFEST, LOG))
    version = _version(texts.get(MANIFEST, ""))
    union = UNION.search(texts.get(SOURCE, ""))
    betas = frozenset(VALUE.findall(union[1]) if union else ())
    if len(betas) < FEWEST:
        raise NothingFound(_("%(file)s lists fewer betas than any release did.") % {"file": SOURCE})
    log = texts.get(LOG, "")
    released_on = changelog.releases(log).get(version)
    return Package(NAME, version, released_on, betas, announcements=changelog.announcements(log))


def _version(manifest: str) -> str:
    try:
        stated = json.loads(manifest)
    except (ValueError, RecursionError):
        stated = None
    if not isinstance(stated, dict) or stated.get("name") != NAME:
        raise NothingFound(_("This is no npm package of %(name)s.") % {"name": NAME})
    return str(stated.get("version", ""))
