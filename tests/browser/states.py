"""Every page of the product in every state worth looking at. A new page, or a new state of one, is a new row here.

`{…}` in an address is one of the exchanges that `full` has sent: answered, streamed, refused, broken.
"""

from collections.abc import Callable
from typing import NamedTuple, cast

from playwright.sync_api import FilePayload, Page, expect

from betas.models.choices import Role

# One line of an export.
EXCHANGE = (
    '{"format": "betaboard-exchange-1", "id": "0199f0a0-5c00-7000-8000-000000000001", "created_at": '
    '"2025-10-17T09:17:40Z", "source": "api", "upstream_name": "x", "simulated": true, "path": "/v1/messages", '
    '"api_version": "2026-10-21", "stream": false, "state": "done", "status": 200}'
)


class State(NamedTuple):
    """`do` is what is done once there; `role` None is a stranger; `within` is the part that this state adds."""

    name: str
    path: str
    do: Callable[[Page], None] | None = None
    role: Role | None = Role.ADMIN
    within: str = "html"


def refuse(page: Page) -> None:
    """Sends the first form of the page off with nothing in it, past the browser's own objections."""
    form = page.locator("main form[method=post]").first
    form.evaluate("form => { form.noValidate = true; }")
    form.locator("[type=submit]").first.click()
    expect(page.locator(".errors")).to_be_visible()


def keep_bodies_longer(page: Page) -> None:
    page.locator("#id_api-rows_days").fill("7")
    page.locator("#id_api-bodies_days").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_be_visible()


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("thinking")
    expect(page.locator("#palette .hits a").first).to_be_visible()


def open_keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def open_menu(page: Page) -> None:
    page.locator("[popovertarget=user-menu]").click()
    expect(page.locator("#user-menu")).to_be_visible()


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def send_nothing(page: Page) -> None:
    page.locator("#send").click()
    expect(page.locator(".errors")).to_be_visible()


def show_json(page: Page) -> None:
    page.locator("#request").get_by_role("button", name="JSON", exact=True).click()
    expect(page.locator("#json-editor .prism-code-editor")).to_be_visible()


def show_code(page: Page) -> None:
    page.locator("#request").get_by_role("button", name="Code", exact=True).click()
    expect(page.locator("#request .code")).to_be_visible()


def find_beta(page: Page) -> None:
    page.locator("#find-beta").fill("mcp")
    page.locator(".option summary").filter(visible=True).first.click()


def open_error(page: Page) -> None:
    page.locator(".problems a[href^='/errors/']").first.click()
    unfold(page)


def drawn(page: Page) -> None:
    expect(page.locator("#plot-cost canvas")).to_be_visible()


def ask(page: Page) -> None:
    page.locator("[name=text]").first.fill("Name a river.")
    page.locator("#send").click()
    expect(page.locator("#answer-head").get_by_text("200 OK")).to_be_visible()


def send_errors(page: Page) -> None:
    page.locator("#send").click()
    expect(page.locator("#asked-first")).to_be_visible()


def paste_nothing(page: Page) -> None:
    page.get_by_text("Paste code or a request").click()
    page.locator("#read-paste").click()
    expect(page.locator(".errors")).to_be_visible()


def look_into(content: str, seen: str) -> Callable[[Page], None]:
    """Chooses a file and looks at what is in it; `seen` is what the page then says."""

    def do(page: Page) -> None:
        file = {"name": "history.jsonl", "mimeType": "text/plain", "buffer": content.encode()}
        page.locator("input[type=file]").set_input_files(cast(FilePayload, file))
        page.get_by_role("button", name="Show what is in it").click()
        expect(page.get_by_text(seen).first).to_be_visible()

    return do


def tick_all(page: Page) -> None:
    for box in page.locator("[name=pick]").all():
        box.check()
    page.keyboard.press("d")
    expect(page.get_by_text("Tick two rows")).to_be_visible()


EMPTY = (
    State("overview", "/"),
    State("history", "/history/"),
    State("errors", "/errors/"),
    State("statistics, nothing", "/stats/"),
    State("playground", "/playground/"),
    State("keys", "/keys/"),
    State("tokens", "/tokens/"),
    State("storage", "/history/storage/"),
    State("sign in", "/sign-in/", role=None),
    State("sign in, refused", "/sign-in/", refuse, role=None),
    State("link spent", "/sign-in/none/", role=None),
)
FULL = (
    State("overview", "/"),
    State("account", "/", open_menu, within=".top"),
    State("palette", "/", open_palette, within="#palette"),
    State("shortcuts", "/playground/", open_keys, within="#keys"),
    State("palette as a page", "/palette/?q=mcp"),
    State("palette, nothing", "/palette/?q=no+such+thing"),
    State("shortcuts as a page", "/help/keys/"),
    State("betas", "/betas/"),
    State("betas, none", "/betas/?q=interleaved-thinkin-2025-05-14"),
    State("betas, refused", "/betas/?status=nope"),
    State("betas, help", "/betas/help/"),
    State("families", "/betas/families/"),
    State("family", "/betas/families/mcp-client/"),
    State("timeline", "/betas/timeline/?q=family:mcp*", unfold),
    State("feeds", "/betas/feeds/"),
    State("saved views", "/views/"),
    State("review, nothing", "/betas/review/"),
    State("disagreements", "/betas/review/disagreements/"),
    State("stale", "/betas/review/stale/"),
    State("changes", "/betas/changes/"),
    State("transfer", "/betas/transfer/"),
    State("SDK upgrade", "/betas/sdk-diff/"),
    State("beta", "/betas/compact-2026-01-12/", unfold),
    State("beta, retired", "/betas/token-counting-2024-11-01/"),
    State("beta, unknown", "/betas/nope-2020-01-01/"),
    State("playground", "/playground/?beta=compact-2026-01-12&beta=nope-2020-01-01", unfold),
    State("playground, refused", "/playground/", send_nothing),
    State("playground, JSON", "/playground/?example=stream", show_json, within="#request"),
    State("playground, code", "/playground/?example=stream", show_code, within="#request"),
    State("playground, finding a beta", "/playground/", find_beta, within="#id_betas"),
    State("playground, answered", "/playground/", ask, within="#answer"),
    State("playground, errors to look at", "/playground/?example=refused", send_errors),
    State("playground, paste refused", "/playground/", paste_nothing),
    State("playground, a viewer's", "/playground/", role=Role.VIEWER),
    State("history", "/history/", unfold),
    State("history, ticked", "/history/", tick_all),
    State("compared", "/history/diff/?a={answered}&b={streamed}", unfold),
    State("compared, one refused", "/history/diff/?a={answered}&b={refused}", unfold),
    State("compared, nothing", "/history/diff/"),
    State("tags", "/history/tags/?pick={answered}&pick={refused}"),
    State("tags, refused", "/history/tags/?pick={answered}", refuse),
    State("history, none", "/history/?model=none"),
    State("history, refused", "/history/?status=9999"),
    State("import", "/history/import/"),
    State("import, nothing", "/history/import/", refuse),
    State("import, looked at", "/history/import/", look_into(EXCHANGE, "Import 1 exchange")),
    State("import, refused", "/history/import/", look_into(f"{EXCHANGE}\nnonsense", "Line 2:")),
    State("history, a filter that is none", "/history/?statsu=4xx"),
    State("export, refused", "/history/export/?format=parquet"),
    State("errors", "/errors/"),
    State("one error", "/errors/", open_error),
    State("statistics", "/stats/", drawn),
    State("statistics by the hour", "/stats/?period=24h", drawn),
    State("statistics, refused", "/stats/?since=2026-11-20&until=2026-11-10"),
    State("exchange", "/history/{answered}/", unfold),
    State("exchange, streamed", "/history/{streamed}/", unfold),
    State("exchange, refused", "/history/{refused}/", unfold),
    State("exchange, JSON", "/history/{streamed}/?tab=json", unfold, within="#panel"),
    State("exchange, events", "/history/{streamed}/?tab=events", within="#panel"),
    State("exchange, headers", "/history/{streamed}/?tab=headers", within="#panel"),
    State("exchange, code", "/history/{streamed}/?tab=code", within="#panel"),
    State("exchange, markdown", "/history/{streamed}/?markdown=1", within="#panel"),
    State("exchange, broken", "/history/{broken}/", unfold),
    State("exchange, erasing", "/history/{answered}/erase/"),
    State("storage", "/history/storage/?counted=1"),
    State("retention", "/history/storage/rules/"),
    State("retention, refused", "/history/storage/rules/", keep_bodies_longer),
    State("keys", "/keys/"),
    State("keys, refused", "/keys/", refuse),
    State("keys, not allowed", "/keys/", role=Role.VIEWER),
    State("tokens", "/tokens/"),
    State("upstreams", "/upstreams/"),
    State("upstream", "/upstreams/add/", refuse),
    State("audit", "/audit/"),
    State("password", "/password/", refuse),
    State("not found", "/nowhere/"),
)
