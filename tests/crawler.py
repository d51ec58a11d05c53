"""A browser without a screen that follows every link and remembers every answer."""

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import requests

MOST_ALIKE = 8
# A page of the administration is one kind, however it is filtered and sorted.
ADMINISTRATION = re.compile(r"^(/admin/[^?]*\?).*")
PLACEHOLDERS = re.compile(r"(?<==)[^&]*|[0-9a-f-]{16,}|\d+")
CATALOGUE = re.compile(r"/static/|/betas/.|/playground/\?beta=|/admin/betas/(beta|family|claudemodel|betachange)/.")
NUMBERS = re.compile(r"/stats/\?|/history/\?q=.*since%3A")


class Browser:
    """Signed in; remembers every answer it was given."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: list[tuple[str, bytes]] = []
        self._session = requests.Session()
        self._session.trust_env = False
        self._token = ""

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        reply = self._session.request(method, urljoin(self.address, path), timeout=60, **more)  # type: ignore[arg-type]
        for part in [*reply.history, reply]:
            self.answers.append((f"{method} {part.url}", repr(part.headers).encode() + part.content))
        return reply

    def get(self, path: str) -> requests.Response:
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str], *, form: str = "") -> requests.Response:
        """Fills in the token of the page that holds the form: one serves for the whole session."""
        if not self._token:
            page = self.get(form or path).text
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert token, page
            self._token = token[1]
        return self.ask("POST", path, data={"csrfmiddlewaretoken": self._token, **fields})

    def crawl(self, *starts: str) -> set[str]:
        """What links lead to, each once: every exchange, a few of each other kind; no catalogue, nothing counted."""
        seen: set[str] = set()
        alike: Counter[str] = Counter()
        ahead = list(starts)
        while ahead:
            path = ahead.pop(0)
            kind = PLACEHOLDERS.sub("*", ADMINISTRATION.sub(r"\1", path))
            left_out = CATALOGUE.match(path) or NUMBERS.match(path)
            if path in seen or left_out or (alike[kind] >= MOST_ALIKE and kind != "/history/*/"):
                continue
            seen.add(path)
            alike[kind] += 1
            page = self.get(path)
            links = re.findall(r'href="([^"#]+)"', page.text) if "html" in page.headers["Content-Type"] else []
            here = [urlsplit(urljoin(page.url, link.replace("&amp;", "&"))) for link in links]
            ours = [link for link in here if f"{link.scheme}://{link.netloc}" == self.address]
            ahead += [f"{link.path}?{link.query}" if link.query else link.path for link in ours]
        return seen
