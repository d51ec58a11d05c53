"""What a browser would post of a page, without a browser."""

from html.parser import HTMLParser

from django.http import QueryDict

Attributes = list[tuple[str, str | None]]


class Controls(HTMLParser):
    """Collects name and value of each control, in the page's order."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.place = self.text = ""
        self.options: list[tuple[str | None, bool, str]] = []

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        given = dict(attributes)
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            value = given.get("value") or ("on" if given.get("type") == "checkbox" else "")
            self.pairs.append((given.get("name") or "", value.replace("\n", "").replace("\r", "")))
        elif tag in ("textarea", "select"):
            self.place, self.text, self.options = given.get("name") or "", "", []
        elif tag == "option":
            self.text = ""
            self.options.append((given.get("value"), "selected" in given, ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.pairs.append((self.place, unix(self.text).removeprefix("\n").replace("\n", "\r\n")))
        elif tag == "option":
            value, chosen, _ = self.options.pop()
            self.options.append((value, chosen, self.text.strip()))
        elif tag == "select":
            value, _, words = next((each for each in self.options if each[1]), self.options[0])
            self.pairs.append((self.place, words if value is None else value))


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def posted(html: str) -> QueryDict:
    controls = Controls()
    controls.feed(html)
    data = QueryDict(mutable=True)
    for name, value in controls.pairs:
        data.appendlist(name, value)
    return data
