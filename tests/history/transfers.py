"""Exports read back, and files made to be taken in."""

import json
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from jsonschema import Draft6Validator
from referencing import Registry
from referencing.jsonschema import DRAFT6

from betas.models import Exchange, ExchangeBeta, ExchangeBody

BETA = "interleaved-thinking-2025-05-14"
SCHEMAS = Path(__file__).parent / "har-schema"
OTHERS = ("project_id", "who_id", "token_id", "upstream_id", "key_id", "lease_until")


def exported(client: Client, kind: str, **asked: str) -> str:
    response = client.get("/history/export/", {"format": kind, **asked})
    assert response.status_code == 200
    return bytes(response.getvalue()).decode()


def lines(client: Client, **asked: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(client, "jsonl", **asked).splitlines()]


def everything() -> list[Any]:
    """Every row of the history, without the numbers of other rows and with bodies as they were before packing."""
    rows = [
        {name: value for name, value in row.items() if name not in OTHERS}
        for row in Exchange.objects.order_by("pk").values()
    ]
    bodies = [
        {**row, "request": bytes(row["request"]), "response": bytes(row["response"])}
        for row in ExchangeBody.objects.order_by("pk").values()
    ]
    betas = list(ExchangeBeta.objects.order_by("exchange", "position").values())
    return [rows, bodies, [{name: value for name, value in row.items() if name != "id"} for row in betas]]


def har_validator() -> Draft6Validator:
    """Of the published schema, format of moments included."""
    schemas = {file.stem: json.loads(file.read_text()) for file in SCHEMAS.glob("*.json")}
    found = [(f"{name}.json", DRAFT6.create_resource(schema)) for name, schema in schemas.items()]
    registry = Registry[Any]().with_resources(found)
    return Draft6Validator(schemas["har"], registry=registry, format_checker=Draft6Validator.FORMAT_CHECKER)


def look(client: Client, content: str | bytes, name: str = "history.jsonl") -> Any:
    """Looks at a file as an administrator does; gives the page."""
    data = content.encode() if isinstance(content, str) else content
    return client.post("/history/import/", {"file": SimpleUploadedFile(name, data)})


def take_in(client: Client, page: Any) -> Any:
    """Presses the button of the page that shows what is in a file."""
    form = page.context["form"]
    return client.post("/history/import/", {"staged": form.staged, "name": form.name}, follow=True)


def entry(**changes: Any) -> dict[str, Any]:
    """One of a HAR, as a browser writes it."""
    asked = {"model": "claude-opus-5-5", "max_tokens": 5, "messages": [{"role": "user", "content": "Name a river."}]}
    said = {
        "type": "message",
        "content": [],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 7, "output_tokens": 3},
    }
    headers = [("Anthropic-Beta", BETA), ("anthropic-version", "2026-10-21"), ("X-Api-Key", "sk-ant-canary-0123456789")]
    return {
        "startedDateTime": "2026-11-20T12:00:00.123Z", "time": 812.5, "cache": {},
        "timings": {"send": 0, "wait": 800, "receive": 12},
        "request": {
            "method": "POST", "url": "https://api.anthropic.com/v1/messages?beta=true", "httpVersion": "h2",
            "cookies": [],
            "headers": [{"name": name, "value": value} for name, value in headers], "queryString": [],
            "headersSize": -1, "bodySize": -1, "postData": {"mimeType": "application/json", "text": json.dumps(asked)},
        },
        "response": {
            "status": 200, "statusText": "", "httpVersion": "h2", "cookies": [], "redirectURL": "", "headersSize": -1,
            "bodySize": -1,
            "headers": [{"name": "request-id", "value": "req_1"}, {"name": "set-cookie", "value": "a=b"}],
            "content": {"size": 1, "mimeType": "application/json", "text": json.dumps(said)},
        },
        **changes,
    }  # fmt: skip


def har(*found: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": found}})
