"""A page's form as a browser without JavaScript would send it."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.sent: dict[str, list[str]] = {}
        self.text_of = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "form":
            self.inside = has.get("id") == self.form_id
        elif not self.inside or "disabled" in has:
            return
        elif tag == "input" and name and ("checked" in has or has.get("type") not in ("checkbox", "radio")):
            self._add(name, has.get("value") or ("on" if "checked" in has else ""))
        elif tag == "textarea":
            self.text_of = name
            self._add(name, "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in has or self.select not in self.sent):
            self.sent[self.select] = [has.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "form"
        self.text_of = "" if tag == "textarea" else self.text_of

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.sent[self.text_of][-1] += data

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def controls(page: str, form_id: str) -> dict[str, list[str]]:
    """Every control's values by name. Several selects of one name are one."""
    form = _Form(form_id)
    form.feed(page)
    return {name: [text.removeprefix("\n") for text in values] for name, values in form.sent.items() if name}
