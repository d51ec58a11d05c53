"""A model's markdown as markup: the only place where what a stranger wrote becomes any (docs/decisions)."""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

# Some texts take time that grows with the square of their length: this long, under a second.
LONGEST = 20_000
TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = {"http", "https", "mailto"}
# Raw HTML stays text; a picture, which would call on another server, becomes a link.
RENDERER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
SANITISER = nh3.Cleaner(
    tags=TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="noopener nofollow noreferrer",
)


def rendered(text: str) -> SafeString:
    """Markup of the named tags only, sanitised after it is made. A link leads elsewhere, never into this product."""
    return SafeString(SANITISER.clean(RENDERER.render(text)))
