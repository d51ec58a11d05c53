"""A catalogue of invented betas: one or more for everything that lint can say."""

from typing import Any

from betas.catalogue.facts import BetaFact, Facts, GateFact, ModelFact, OtherFact, PlatformFact
from betas.diagnosis.findings import Fix

HELLO: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}], "model": "claude-big-2"}


def gate(beta: str, path: str, value: str = "", mode: str = "required", *only_on: str) -> GateFact:
    block = path.endswith("content[].type")
    kind = "content_block" if block else "tool_type" if path == "tools[].type" else "value" if value else "field"
    return GateFact(beta, path, kind, value, mode, only_on)


def beta(name: str, *gates: GateFact, status: str = "active", **more: Any) -> BetaFact:
    return BetaFact(name, name[:-11], name, status, gates=gates, **more)


BETAS = (
    beta("plain-2025-01-01"),
    beta("thing-2025-01-01", gate("thing-2025-01-01", "thing"), status="superseded", successor="thing-2025-06-01"),
    beta("thing-2025-06-01", gate("thing-2025-06-01", "thing"), gate("thing-2025-06-01", "tools[].type", "thing_2")),
    beta("block-2025-01-01", gate("block-2025-01-01", "messages[].content[].type", "block")),
    beta("maybe-2025-01-01", gate("maybe-2025-01-01", "maybe", mode="inferred")),
    beta("some-2025-01-01", gate("some-2025-01-01", "speed", "", "required", "claude-big-1")),
    beta("alone-2025-01-01", gate("alone-2025-01-01", "alone"), shows=("stop_details.alone",)),
    beta("count-2025-01-01", gate("count-2025-01-01", "counted"), shows=("usage.counted",)),
    beta("old-2024-01-01", status="deprecated", successor="plain-2025-01-01"),
    beta("older-2024-01-01", status="deprecated"),
    beta("idle-2024-01-01", status="deprecated", header_still_needed=False),
    beta("orphan-2024-01-01", status="superseded"),
    beta("kept-2024-01-01", gate("kept-2024-01-01", "kept"), status="superseded", successor="plain-2025-01-01"),
    beta("gone-2024-01-01", status="retired"),
    beta("dead-2024-01-01", status="retired", still_accepted=False, successor="plain-2025-01-01"),
    beta("shut-2024-01-01", status="active", still_accepted=False),
    beta("inert-2024-01-01", status="retired", still_accepted=True),
    beta("ga-2024-01-01", status="generally_available", header_still_needed=False),
    beta("gasp-2024-01-01", status="generally_available"),
    beta("gated-2024-01-01", gate("gated-2024-01-01", "gated"), status="generally_available"),
    beta("gaps-2024-01-01", status="generally_available", header_still_needed=True),
    beta(
        "shape-2024-01-01", changes_response_shape=True, endpoints=("GET /v1/files/{id}", "POST /v1/messages"),
    ),
    beta("shop-2025-01-01", endpoints=("POST /v1/shops", "GET /v1/shops/{shop_id}")),
    beta("lone-2025-01-01", endpoints=("POST /v1/messages/batches",)),
    beta("prose-2025-01-01", endpoints=("any request with a token",)),
    beta("not-2025-01-01", models={"claude-big-2": (False, "Use another."), "claude-big-1": (True, "")}),
    beta("few-2025-01-01", models={"claude-big-3": (True, "")}),
    beta("early-2025-01-01", models={"claude-big-1-20250101": (True, "")}),
    beta("words-2025-01-01", models={"models older than 2": (True, ""), "claude-big-3": (True, "")}),
    beta("home-2025-01-01", gate("home-2025-01-01", "home"), platforms={
        "bedrock": PlatformFact(False, note="Not offered here."), "vertex": PlatformFact(True, "sent-2025-01-01"),
    }),
    beta("sent-2025-01-01"),
    beta("red-2025-01-01", conflicts=(OtherFact("blue-2025-01-01", "blue-2025-01-01", "they exclude each other"),)),
    beta("blue-2025-01-01"),
    beta("up-2025-01-01", endpoints=("POST /v1/shops",), conflicts=(
        OtherFact("shop-2025-01-01", "shop-2025-01-01 on /v1/shops", "both are a 400"),
    )),
    beta("left-2025-01-01", gate("left-2025-01-01", "left"), conflicts=(
        OtherFact("right-2025-01-01", "the field right", "one side only"),
    )),
    beta("right-2025-01-01", gate("right-2025-01-01", "right")),
    beta("batch-2025-01-01", gate("batch-2025-01-01", "fast"), conflicts=(
        OtherFact(None, "Message Batches (/v1/messages/batches)", "fast is not accepted in batch items"),
    )),
    beta("needy-2025-01-01", requires=(OtherFact("plain-2025-01-01", note="it runs there"),)),
    beta("wanting-2025-01-01", gate("wanting-2025-01-01", "wanting"), requires=(OtherFact("thing-2025-06-01"),)),
    beta("road-2025-01-01", gate("road-2025-01-01", "road"), status="deprecated", successor="road-2025-06-01"),
    beta("road-2025-06-01", gate("road-2025-06-01", "road"), status="superseded", successor="road-2025-09-01",
         platforms={"vertex": PlatformFact(True), "bedrock": PlatformFact(False)}),
    beta("road-2025-09-01", gate("road-2025-09-01", "road"), platforms={
        "claude_api": PlatformFact(True), "vertex": PlatformFact(False), "bedrock": PlatformFact(False),
    }),
    beta("path-2025-01-01", gate("path-2025-01-01", "path"), platforms={"vertex": PlatformFact(True)}),
    beta("path-2025-06-01", gate("path-2025-06-01", "path")),
    beta("free-2025-01-01", requires=(OtherFact("ga-2024-01-01"),)),
)  # fmt: skip
MODELS = ("claude-big-3", "claude-big-2", "claude-big-1", "claude-old-0")
FACTS = Facts(
    1, {fact.name: fact for fact in BETAS}, {name: ModelFact(name, None, None, None, {}, {}, "") for name in MODELS}
)


def remove(*names: str) -> Fix:
    return Fix(remove=names)


def swap(old: str, new: str) -> Fix:
    return Fix(add=(new,), remove=(old,))
