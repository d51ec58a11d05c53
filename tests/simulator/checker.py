"""As much of JSON Schema as the tests make up, judged independently of what makes the values."""

import re
from typing import Any

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip


def holds(schema: Any, value: Any, root: Any = None) -> bool:
    root = schema if root is None else root
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema and not holds(_at(root, schema["$ref"]), value, root):
        return False
    kinds = schema.get("type", list(KINDS))
    return (
        any(_is(kind, value) for kind in ([kinds] if isinstance(kinds, str) else kinds))
        and ("const" not in schema or value == schema["const"])
        and ("enum" not in schema or value in schema["enum"])
        and all(holds(part, value, root) for part in schema.get("allOf", []))
        and ("anyOf" not in schema or any(holds(part, value, root) for part in schema["anyOf"]))
        and ("oneOf" not in schema or sum(holds(part, value, root) for part in schema["oneOf"]) == 1)
        and _inside(schema, value, root)
    )


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, KINDS[kind])


def _inside(schema: dict[str, Any], value: Any, root: Any) -> bool:
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        extra = [inner for name, inner in value.items() if name not in properties]
        return (
            all(name in value for name in schema.get("required", []))
            and all(holds(inner, value[name], root) for name, inner in properties.items() if name in value)
            and all(holds(schema.get("additionalProperties", True), inner, root) for inner in extra)
            and len(value) >= schema.get("minProperties", 0)
        )
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        return (
            schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
            and all(holds(inner, item, root) for inner, item in zip(first, value, strict=False))
            and all(holds(schema.get("items", True), item, root) for item in value[len(first) :])
            and (not schema.get("uniqueItems") or all(item not in value[:at] for at, item in enumerate(value)))
        )
    if isinstance(value, str):
        return (
            schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
            and re.search(schema.get("pattern", ""), value) is not None
        )
    return not isinstance(value, int | float) or isinstance(value, bool) or _number(schema, value)


def _number(schema: dict[str, Any], value: float) -> bool:
    step = schema.get("multipleOf")
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and ("exclusiveMinimum" not in schema or value > schema["exclusiveMinimum"])
        and ("exclusiveMaximum" not in schema or value < schema["exclusiveMaximum"])
        and (step is None or abs(value / step - round(value / step)) < 1e-9)
    )


def _at(root: Any, reference: str) -> Any:
    for step in reference.removeprefix("#/").split("/"):
        root = root[step]
    return root
