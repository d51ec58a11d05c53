"""Requests made up from a seed: every string may carry what breaks a quoting that is not exact."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from betas.code import Request

HOSTILE = (
    "it's", '"quoted"', "back\\slash\\", "\\'", "'\\''", "line\nline\r\n\ttab", "%s %d %%", "\\u0041 \\x41 \\101 \\n",
    "$HOME ${IFS} $(touch canary) `touch canary`", "; touch canary #", "!! !$ ^a^b", "EOF\nEOF", "@file", "-o out",
    "</script><script>alert(1)</script>", "<!--", "{{ 7*7 }} {% now %} ${7*7} #{7*7} <%= 7 %>", "?>", "*/ // -- #",
    "\x1b[31mred\x1b]0;title\x07", "\x9b31m\x7f\x85", "\x00\x01\x08\x0c\x0b", "\u202etxt.exe\u2066",
    "\u2028\u2029\ufeff", "\U0001f469\u200d\U0001f680 \U000e0041", "naïve ŝtŭ 日本語 עברית",
    "\U0010ffff", "", " ", "`", "\\", "\\\\", "'''\"\"\"", '"""', "%{x} #@x #$x", 'R"(x)"', "$$", "$'x'",
)  # fmt: skip
NUMBERS = (
    0, -1, 2**31, 2**53 - 1, 2**53 + 1, -(2**63), 2**64, 10**30,
    0.1, -0.0, 1.0, 1e22, 1e-7, 1.5e300, 123456789.123,
)  # fmt: skip
KEYS = ("type", "ключ", "a-b", "a b", "__proto__", "constructor", "for", "$x", "日", "it's", '"', "\\", "1", "👩", "")
EXTRA = ("temperature", "top_k", "context_management", "mcp_servers", "new_field", "output_config", "metadata", "betas")
EXTRA += ("user_profile_id", "thinking", "system", "stop_sequences", "ключ", "timeout", "extra_body", "class", "client")
BETAS = ("compact-2026-09-04", "interleaved-thinking-2025-05-14", "files-api-2025-04-14", "a.b_c:d-1")
PATHS = ("/v1/messages", "/v1/messages", "/v1/messages", "/v1/messages/count_tokens", "/v1/messages/batches")


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def text(self) -> str:
        pieces = self.random.choices(HOSTILE, k=self.random.randint(1, 3))
        return self.random.choice(("", "plain ")) + self.random.choice((" ", "")).join(pieces)

    def value(self, depth: int = 0) -> Any:
        kind = self.random.randint(0, 8 if depth < 4 else 5)
        if kind < 3:
            return self.text()
        if kind < 6:
            return self.random.choice((self.random.choice(NUMBERS), True, False, None))
        if kind < 7:
            return [self.value(depth + 1) for _ in range(self.random.randint(0, 3))]
        keys = self.random.choices((*KEYS, self.text()), k=self.random.randint(0, 3))
        return {key: self.value(depth + 1) for key in keys}

    def tool(self) -> dict[str, Any]:
        properties = {key: {"type": "string", "description": self.text()} for key in self.random.sample(KEYS, 2)}
        schema = {"type": "object", "properties": properties, "default": self.value()}
        return {"name": self.text(), "description": self.text(), "input_schema": schema}

    def body(self) -> dict[str, Any]:
        blocks = [{"type": "text", "text": self.text()}, {"type": "new", "x": self.value()}]
        turns: list[dict[str, Any]] = [
            *({"role": role, "content": self.text()} for role in ("user", "assistant", "user")),
            {"role": "user", "content": blocks},
        ]
        body: dict[str, Any] = {"model": "claude-opus-5-5", "max_tokens": self.random.choice((1, 1024, 64_000))}
        body["messages"] = turns[: self.random.randint(1, 4)]
        if self.random.random() < 0.5:
            body["tools"] = [self.tool() for _ in range(self.random.randint(1, 2))]
        if self.random.random() < 0.4:
            body["stream"] = self.random.random() < 0.8
        for name in self.random.sample(EXTRA, self.random.randint(0, 4)):
            body[name] = {"type": "adaptive", "x": self.value()} if name == "thinking" else self.value(1)
        if self.random.random() < 0.1:
            del body[self.random.choice(("model", "max_tokens", "messages"))]
        return body

    def request(self, base_url: str) -> Request:
        betas = tuple(self.random.sample(BETAS, self.random.choice((0, 1, 2))))
        version = self.random.choice(("2026-10-21", "2023-06-01"))
        style = self.random.choice(("x-api-key", "bearer"))
        return Request(base_url, self.random.choice(PATHS), self.body(), betas, version, style)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1.0 is 1, the order of keys says nothing; a whole number must be exact, a fraction a double."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool) or not isinstance(one, int | float):
        return type(one) is type(other) and bool(one == other)
    if not isinstance(other, int | float):
        return False
    return one == other or (isinstance(one, float) and one == float(other))


def requests(count: int, base_url: str, seed: int = 1) -> Sequence[Request]:
    """The request of number n goes to `base_url`/n."""
    return [Maker(seed * 1_000_000 + at).request(f"{base_url}/{at}") for at in range(count)]
