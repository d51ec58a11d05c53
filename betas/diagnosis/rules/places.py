"""Betas that stand where this platform does not read them."""

from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import IN_BODY, Finding, Fix, Level, names_in
from betas.models.choices import Platform

HEADER_DOCS = "https://platform.claude.com/docs/en/api/beta-headers"
BEDROCK_DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html"
# Google's platforms are not said to refuse it.
HEADER_ONLY = (Platform.CLAUDE_API, Platform.FOUNDRY, Platform.CLAUDE_PLATFORM_ON_AWS)


def in_body(draft: Draft) -> Iterator[Finding]:
    """The SDKs' own `betas` argument, or Bedrock's field, sent as a field of the body: the API refuses both."""
    fields = ["betas"] if draft.platform not in HEADER_ONLY else ["betas", IN_BODY]
    if not draft.for_messages():
        return
    places = [("", draft.body), *((at, part) for at, part in draft.parts() if at)]
    for at, part in places:
        for field in fields:
            if field in part:
                yield _moved(draft, at + field, names_in(part, field))


def _moved(draft: Draft, path: str, names: tuple[str, ...]) -> Finding:
    message = _("%(path)s is no field of the request: betas go into the anthropic-beta header.")
    if draft.platform == Platform.BEDROCK:
        message = _("%(path)s is no field of the request: on Amazon Bedrock betas go into anthropic_beta.")
    fix = Fix(add=names, unset=(path,))
    return Finding(Level.ERROR, "betas_in_body", message % {"path": path}, names, path, fix, HEADER_DOCS)


def for_bedrock(header: Sequence[str], left: Collection[str]) -> Iterator[Finding]:
    """Names in the header, which Amazon Bedrock does not read, where some are among those left by all fixes."""
    if any(name in left for name in header):
        fix = Fix(set={IN_BODY: list(left)}, remove=tuple(dict.fromkeys(header)))
        message = _("Amazon Bedrock reads betas from anthropic_beta in the body, not from the header.")
        yield Finding(Level.WARNING, "betas_in_body", message, tuple(header), IN_BODY, fix, source=BEDROCK_DOCS)
