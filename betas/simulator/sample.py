"""A made-up value that satisfies a JSON schema: what a simulated model gives a tool."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from betas.simulator.scalars import number, text

MOST_NODES = 2000
MOST_DEPTH = 24
TIGHTER: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems"), min),
}


def sample(schema: Any) -> Any:
    """A value for `schema`, the same each time; best effort where the schema is unusual, and never a large value."""
    return _Maker(schema).value(schema)


@dataclass(slots=True)
class _Maker:
    """Bounded work over one schema: `nodes` counts the values made, for schemas that nest without end."""

    root: Any
    nodes: int = 0

    def value(self, schema: Any, nth: int = 0, depth: int = 0) -> Any:
        """The `nth` value of a schema; different ones where the schema has them."""
        self.nodes += 1
        if not isinstance(schema, dict) or depth > MOST_DEPTH or self.nodes > MOST_NODES:
            return None
        schema = self.flat(schema, nth, depth)
        if "const" in schema:
            return schema["const"]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            return schema["enum"][nth % len(schema["enum"])]
        match _kind(schema):
            case "object":
                return self.object(schema, nth, depth)
            case "array":
                return self.array(schema, nth, depth)
            case "integer" | "number" as kind:
                return number(schema, nth, whole=kind == "integer")
            case "boolean":
                return nth % 2 == 0
            case "null":
                return None
        return text(schema, nth)

    def flat(self, schema: dict[str, Any], nth: int, depth: int) -> dict[str, Any]:
        """The schema with what it refers to and one branch of each choice merged in."""
        self.nodes += 1
        if depth > MOST_DEPTH or self.nodes > MOST_NODES:
            return {}
        parts = [part for part in schema.get("allOf", []) if isinstance(part, dict)]
        if "$ref" in schema:
            parts.append(self.resolve(schema["$ref"]))
        for choice in ("anyOf", "oneOf"):
            branches = [branch for branch in schema.get(choice, []) if isinstance(branch, dict)]
            if branches:
                parts.append(branches[nth % len(branches)])
        merged = {key: value for key, value in schema.items() if key not in ("allOf", "anyOf", "oneOf", "$ref")}
        for part in parts:
            merged = _merge(merged, self.flat(part, nth, depth + 1))
        return merged

    def resolve(self, reference: Any) -> dict[str, Any]:
        node = self.root
        for step in str(reference).removeprefix("#").split("/")[1:]:
            node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        return node if isinstance(node, dict) else {}

    def object(self, schema: dict[str, Any], nth: int, depth: int) -> dict[str, Any]:
        properties = schema.get("properties", {})
        names = list(schema.get("required", () if "required" in schema else properties))
        spare = [name for name in properties if name not in names]
        names += spare[: max(0, schema.get("minProperties", 0) - len(names))]
        other = schema.get("additionalProperties", {"type": "string"})
        names += [f"more_{index}" for index in range(_few(schema.get("minProperties", 0)) - len(names))]
        return {name: self.value(properties.get(name, other), nth, depth + 1) for name in names}

    def array(self, schema: dict[str, Any], nth: int, depth: int) -> list[Any]:
        first, items = schema.get("prefixItems", []), schema.get("items", schema.get("contains", {"type": "string"}))
        least = _few(schema.get("minItems", 0))
        most = _few(schema.get("maxItems", max(least, 1, len(first))))
        wanted = min(most, max(least, len(first) or (items is not False)))
        unique = schema.get("uniqueItems") is True
        made = [self.value(item, nth, depth + 1) for item in first[:wanted]]
        tries = 0
        while len(made) < wanted and self.nodes < MOST_NODES:
            made.append(self.value(items, nth + tries * unique, depth + 1))
            tries += 1
            if unique and made[-1] in made[:-1]:
                made.pop()
        return made


def _kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), "null")
    if isinstance(kind, str):
        return kind
    hints = {"properties": "object", "required": "object", "items": "array", "minimum": "number", "maximum": "number"}
    return next((hint for key, hint in hints.items() if key in schema), "string")


def _merge(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    merged = {**right, **left}
    for key in left.keys() & right.keys():
        if key == "properties":
            both = {
                name: {"allOf": [left[key][name], right[key][name]]} for name in left[key].keys() & right[key].keys()
            }
            merged[key] = {**left[key], **right[key], **both}
        elif key == "required":
            merged[key] = list(dict.fromkeys([*left[key], *right[key]]))
        elif key in TIGHTER:
            merged[key] = TIGHTER[key](left[key], right[key])
    return merged


def _few(count: Any) -> int:
    return min(int(count), MOST_NODES)
