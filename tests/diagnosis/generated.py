"""Requests as people get them wrong: made from a seed, sound but for what betas and versions are about."""

from random import Random
from typing import Any, NamedTuple

from betas.catalogue.facts import Facts

MODELS = ("claude-opus-5-5", "claude-opus-5", "claude-opus-4-8", "claude-haiku-4-5")
GARBAGE = (
    "", "  ", "a b", "compact-2026-01-12,mcp-client-2025-11-20", "x,", "é-2025-01-01", "line\nbreak", "n" * 200, "--",
    "foo-2025-01-01", "bedrock-2023-05-31", "computer_20251124", "Interleaved-Thinking-2025-05-14", "mcp-client",
    "interleaved-thinking-2025-04-14", "mcp_client_2025_11_20", "skills-20251002",
)  # fmt: skip
FREE_TOOLS = ("bash_20250124", "web_search_20250305", "memory_20250818", "code_execution_20250825")
GATED_TOOLS = (
    "bash_20241022", "text_editor_20241022", "computer_20241022", "computer_20250124", "computer_20251124",
    "advisor_20260301", "mcp_toolset", "agent_toolset_20260401",
)  # fmt: skip
EDITS = ("clear_tool_uses_20250919", "clear_thinking_20251015", "compact_20260112")
TOOLS_MOVED = ("tool_definition", "mcp_tool_reference", "mcp_toolset_reference", "custom")


class Made(NamedTuple):
    betas: list[str]
    body: dict[str, Any]
    path: str
    api_version: str


def made(seed: int, facts: Facts) -> Made:
    random = Random(seed)
    path = random.choice(("/v1/messages", "/v1/messages", "/v1/messages/count_tokens"))
    version = random.choice(("2026-10-21", "2026-10-21", "2023-06-01"))
    body: dict[str, Any] = {"model": random.choice(MODELS), "messages": list(_turns(random))}
    if path == "/v1/messages":
        body["max_tokens"] = 4096
    body |= {name: value for name, value in _fields(random).items() if random.random() < 0.12}
    if random.random() < 0.2 and (version == "2026-10-21" or path == "/v1/messages"):
        body["temperature"] = 0.5
    return Made(list(_names(random, list(facts.betas))), body, path, version)


def _names(random: Random, known: list[str]) -> list[str]:
    names = random.choices(known, k=random.randrange(5)) + random.choices(GARBAGE, k=random.choice((0, 0, 1, 2)))
    names += [_misspelled(random, name) for name in random.choices(known, k=random.choice((0, 0, 1)))]
    names += [f" {name}\t" for name in names[:1] if random.random() < 0.2]
    random.shuffle(names)
    return names + names[:1] * (random.random() < 0.2)


def _misspelled(random: Random, name: str) -> str:
    at = random.randrange(len(name))
    return name[:at] + random.choice(("", "x", "-", "7")) + name[at + 1 :]


def _fields(random: Random) -> dict[str, Any]:
    return {
        "context_management": {"edits": [{"type": kind} for kind in random.sample(EDITS, k=2)]},
        "compaction": {"instructions": "short"},
        "mcp_servers": [{"type": "url", "name": "a", "tool_configuration": {}}],
        "fallbacks": random.choice(("default", [{"model": "claude-opus-5", "speed": "fast"}, {"model": "b"}])),
        "fallback_credit_token": random.choice(("token", {"token": "t"})),
        "speed": "fast",
        "thread": {"id": "t"},
        "billing_policy": {"bill_to": "user_profile"},
        "safeguards": {},
        "output_format": {"type": "json_schema", "schema": {"type": "object"}},
        "output_config": {"effort": "low", "task_budget": {"tokens": 9}},
        "thinking": {"type": "enabled", "budget_tokens": 1024, "display": "updates", "block_binding": "strict"},
        "tools": _tools(random),
        "cache_control": {"type": "ephemeral", "ttl": "1h", "scope": "global"},
        "betas": random.choice((["skills-2025-10-02", "nobody-2020-01-01"], "compact-2026-01-12,x", None, 7)),
        "anthropic_beta": ["computer-use-2025-11-24"],
    }


def _tools(random: Random) -> list[dict[str, Any]]:
    kinds = random.sample(GATED_TOOLS, k=2) + random.sample(FREE_TOOLS, k=1)
    random.shuffle(kinds)
    tools = [{"type": kind, "name": f"{kind}_{index}"} for index, kind in enumerate(kinds)]
    custom = {"name": "look", "input_schema": {"type": "object"}, "input_examples": [], "defer_loading": True}
    return [*tools, {"type": "mcp_toolset", "name": "m", "tools": []}, custom]


def _turns(random: Random) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for _turn in range(random.randrange(3)):
        turns.append({"role": "user", "content": _blocks(random, "user")})
        turns.append({"role": "assistant", "content": _blocks(random, "assistant")})
    if random.random() < 0.2:
        turns.append({"role": "system", "content": "be short", "clear_at": 3})
    last = {"role": "user", "content": "Good morning"}
    return [*turns, {**last, "output_config": {"effort": "low"}} if random.random() < 0.1 else last]


def _blocks(random: Random, role: str) -> list[dict[str, Any]]:
    cited = {"type": "text", "text": "as said", "citations": [{"type": "char_location"}]}
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": "hello", "citations": []},
        cited,
        {"type": "document", "title": "T", "source": {"type": "text", "data": "words"}},
        {"type": "image", "source": {"type": "file", "file_id": "f"}},
        {"type": "mcp_tool_use", "name": "a"},
        {"type": "mcp_tool_result", "content": [cited]},
        {"type": "mcp_tool_listing"},
        {"type": "advisor_tool_result"},
        {"type": "server_tool_use", "name": "advisor"},
        {"type": "compaction", "content": "c", "encrypted_content": "e"},
        {"type": "fallback"},
        {"type": "tool_addition", "tool": {"type": random.choice(TOOLS_MOVED), "definition": {"type": "mcp_toolset"}}},
        {"type": "tool_removal", "tool": {"type": random.choice(TOOLS_MOVED)}},
        {"type": "search_result", "content": [cited]},
        {"type": "tool_result", "tool_use_id": "t", "content": [cited]},
    ]
    likely = [block for block in blocks if role == "assistant" or block["type"] != "fallback"]
    return random.sample(likely, k=random.choice((1, 1, 2, 3)))
