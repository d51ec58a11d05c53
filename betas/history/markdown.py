"""A model's markdown as markup: the only place where what a stranger wrote becomes any (docs/decisions)."""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

LONGEST = 50_000
TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
REL = "noopener nofollow noreferrer"
# Raw HTML stays text; a picture, which would call on another server, becomes a link.
RENDERER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def rendered(text: str) -> SafeString:
    """Markup of the named tags only, sanitised after it is made; links with a scheme that loads nothing by itself."""
    markup = RENDERER.render(text)
    return SafeString(
        nh3.clean(
            markup,
            tags=TAGS,
            clean_content_tags={"script", "style"},
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel=REL,
            strip_comments=True,
        )
    )
