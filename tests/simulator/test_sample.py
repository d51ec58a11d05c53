"""Made-up values satisfy the schema they are made for."""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betas.simulator.pattern import matching
from betas.simulator.sample import sample
from tests.simulator.checker import holds

NAMES = st.sampled_from(["a", "b", "city", "unit"])
SCALARS: list[st.SearchStrategy[dict[str, Any]]] = [
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({"const": {"a": 1}}),
    st.lists(st.one_of(st.text(max_size=4), st.integers(), st.none()), min_size=1).map(lambda some: {"enum": some}),
    st.builds(
        lambda least, room: {"type": "string", "minLength": least, "maxLength": least + room},
        st.integers(0, 30), st.integers(0, 30),
    ),
    st.builds(
        lambda least, room: {"type": "integer", "minimum": least, "maximum": least + room},
        st.integers(-50, 50), st.integers(0, 9),
    ),
    st.integers(-50, 50).map(lambda bound: {"type": "integer", "exclusiveMinimum": bound, "multipleOf": 3}),
    st.integers(-50, 50).map(lambda bound: {"type": "integer", "exclusiveMaximum": bound}),
    st.integers(-50, 50).map(lambda low: {"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + 1}),
    st.integers(-50, 50).map(lambda bound: {"type": "number", "maximum": bound, "multipleOf": 0.5}),
    st.just({"type": ["null", "string"]}),
]  # fmt: skip


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    objects = st.dictionaries(NAMES, inner, max_size=3).flatmap(
        lambda properties: st.lists(st.sampled_from(sorted(properties) or ["z"]), unique=True).map(
            lambda required: {"type": "object", "properties": properties, "required": required}
        )
    )
    return st.one_of(
        objects,
        st.builds(lambda items, least: {"type": "array", "items": items, "minItems": least}, inner, st.integers(0, 3)),
        st.lists(inner, min_size=1, max_size=3).map(lambda branches: {"anyOf": branches}),
        st.lists(inner, min_size=1, max_size=2).map(
            lambda first: {"type": "array", "prefixItems": first, "items": False}
        ),
    )


@settings(deadline=None)
@given(st.recursive(st.one_of(SCALARS), nested, max_leaves=8))
def test_a_made_up_value_satisfies_its_schema(schema: dict[str, Any]) -> None:
    assert holds(schema, sample(schema)), json.dumps(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a", "c"]},
        {"type": "object", "minProperties": 2},
        {"type": "object", "properties": {"a": {"type": "string"}}, "minProperties": 1, "required": []},
        {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True},
        {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"type": "string", "maxLength": 1}, "minItems": 4, "uniqueItems": True},
        {"type": "array", "maxItems": 0},
        {"allOf": [{"type": "integer", "minimum": 3}, {"minimum": 5}, {"maximum": 9}]},
        {
            "allOf": [{"type": "object", "properties": {"a": {"minimum": 5}}}, {"required": ["a"]}],
            "properties": {"a": {"type": "integer", "minimum": 7}},
        },
        {"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}], "type": "object"},
        {
            "type": "object",
            "properties": {"at": {"$ref": "#/$defs/point"}},
            "required": ["at"],
            "$defs": {"point": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}},
        },
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
        {"type": "integer", "minimum": 0.5},
        {"type": "integer", "multipleOf": 0.5, "minimum": 2.2},
        {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "minLength": 10},
        {"type": "string", "pattern": "^[a-z]+$", "minLength": 12, "maxLength": 12},
        {"type": "string", "pattern": "^[a-z]+$", "minLength": 500, "maxLength": 500},
        True,
    ],
)
def test_unusual_schemas_are_satisfied_too(schema: Any) -> None:
    assert holds(schema, sample(schema))


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{3}$", r"^https?://.+$", r"^[^@\s]+@[^@]+\.[a-z]{2,}$", r"^(foo|bar)+(?:-x)?$", r"[]x]",
        r"(?P<n>a|b)c", r"^#(?:[0-9a-fA-F]{3}){1,2}$", r"^[\w.+-]+$", r"^\+?[1-9]\d{1,14}$", r"^\S+\s\S+$",
        r"^\u0041\x42$", r"a{,3}", r"^[^a-y0-9]$", r"^\D\W$", r"", r"^(a(b(c)?)?)+$", r"\bword\b", r"^[-a]$", r"^a|b$",
    ],
)  # fmt: skip
@pytest.mark.parametrize("extra", [0, 5])
def test_a_made_up_text_matches_its_pattern(pattern: str, extra: int) -> None:
    assert re.search(pattern, matching(pattern, extra))


@pytest.mark.parametrize("pattern", ["(", "[", "a{", "a{2", "a{2,3", "\\", "[a-", "(?<", "(?P<n", ")", "a**"])
def test_a_broken_pattern_ends(pattern: str) -> None:
    with suppress(ValueError):
        matching(pattern, 3)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"me": {"$ref": "#"}}, "required": ["me"]},
        {"$ref": "#"},
        {"type": "array", "minItems": 10**9, "items": {"type": "array", "minItems": 10**9}},
        {"type": "string", "minLength": 10**12},
        {"type": "string", "pattern": "^(a{1000}){1000}$"},
        {"type": "object", "minProperties": 10**12},
        {"anyOf": [{"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"$ref": "#"}]},
        {"allOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]},
    ],
)
def test_a_schema_without_end_costs_little(schema: Any) -> None:
    assert len(json.dumps(sample(schema))) < 1_000_000
