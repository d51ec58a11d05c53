"""The Python SDK's wheel or sdist, by its syntax trees. Recipe: the official list, default betas, docstrings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from betas.catalogue.sync import archive, changelog
from betas.catalogue.sync.archive import Refused, Texts
from betas.catalogue.sync.found import DATED, NothingFound, Package

NAME = "anthropic"
PART = re.compile(r"(?:.*/)?anthropic/(_version\.py|resources/.+\.py|types/.+\.py)\Z")
LIST = "types/anthropic_beta_param.py"
VERSION = "_version.py"
CALLS = {"_get": "GET", "_post": "POST", "_put": "PUT", "_patch": "PATCH", "_delete": "DELETE", "_get_api_list": "GET"}
HEADER = "anthropic-beta"
FEWEST = 2
LONGEST_LITERAL = 200


def read(path: Path) -> Package:
    """Raises Refused and NothingFound, both with a sentence."""
    texts = archive.texts(path, lambda name: bool(PART.match(name)) or name.endswith("/CHANGELOG.md"))
    log = next((text for name, text in texts.items() if name.endswith("CHANGELOG.md")), "")
    parts = {match[1]: text for name, text in texts.items() if (match := PART.match(name))}
    version = _version(parts)
    pins, general = _endpoints(parts)
    return Package(
        name=NAME,
        version=version,
        released_on=changelog.releases(log).get(version),
        betas=_listed(parts),
        pins=pins,
        general=general,
        gated=dict(_gated(parts)),
        announcements=changelog.announcements(log),
        mentioned=frozenset(name for text in parts.values() for name in DATED.findall(text)),
    )


def _tree(name: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Refused(_("%(name)s is no Python that can be read.") % {"name": name}) from error


def _version(parts: Texts) -> str:
    for node in _tree(VERSION, parts.get(VERSION, "")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__version__")], value=ast.Constant(value=str(version))):
                return version
    raise NothingFound(_("This is no Anthropic SDK for Python: it states no version."))


def _listed(parts: Texts) -> frozenset[str]:
    """Every text under a Literal of the one annotated assignment that lists the betas."""
    tree = _tree(LIST, parts.get(LIST, ""))
    unions = [node.value for node in tree.body if isinstance(node, ast.AnnAssign) and node.value]
    literals = [node for union in unions for node in ast.walk(union) if _is_literal(node)]
    found = {text for literal in literals for text in _texts(literal)}
    if len(found) < FEWEST:
        raise NothingFound(_("%(file)s lists fewer betas than any release did.") % {"file": LIST})
    return frozenset(found)


def _is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal"


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and len(inner.value) <= LONGEST_LITERAL:
            yield inner.value


def _endpoints(parts: Texts) -> tuple[dict[str, str], frozenset[str]]:
    """The default beta of each endpoint, and the endpoints that also have a method outside the beta namespace."""
    pins: dict[str, str] = {}
    general: set[str] = set()
    for name, text in sorted(parts.items()):
        if not name.startswith("resources/"):
            continue
        is_beta = name.startswith("resources/beta/")
        for endpoint, beta in _methods(_tree(name, text)):
            if beta:
                pins[endpoint] = beta
            elif not is_beta:
                general.add(endpoint)
    return pins, frozenset(general)


def _methods(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (endpoint := _called(node)):
            yield endpoint, _pinned(node)


def _called(function: ast.FunctionDef) -> str:
    """`POST /v1/agents/{agent_id}` of the first call that goes out, empty where there is none."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr=verb), args=[first, *_rest]) if verb in CALLS and _path(first):
                return f"{CALLS[verb]} {_path(first)}"
    return ""


def _path(node: ast.expr) -> str:
    """A literal path, or one whose parts in braces are variables: path_template("/v1/x/{id}", id=id), f"/v1/x/{id}"."""
    match node:
        case ast.Constant(value=str(text)):
            return text.partition("?")[0]
        case ast.JoinedStr(values=values):
            return "".join(_piece(value) for value in values).partition("?")[0]
        case ast.Call(args=[first, *_]):
            return _path(first)
    return ""


def _piece(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return "{" + (inner.id if isinstance(inner, ast.Name) else "…") + "}"


def _pinned(function: ast.FunctionDef) -> str:
    """The beta that stands, in whatever shape, as the value of a dict's `anthropic-beta`."""
    found = [
        text
        for node in ast.walk(function)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == HEADER
        for text in _texts(value)
        if DATED.fullmatch(text)
    ]
    return found[-1] if found else ""


def _gated(parts: Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Fields of request types whose docstring names a beta: `MessageCreateParamsBase.speed`."""
    for name, text in sorted(parts.items()):
        if not (name.startswith("types/") and name.endswith("params.py")):
            continue
        for node in ast.walk(_tree(name, text)):
            if isinstance(node, ast.ClassDef):
                yield from _documented(node)


def _documented(node: ast.ClassDef) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field, below in zip(node.body, node.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                if name != "betas" and (betas := tuple(dict.fromkeys(DATED.findall(words)))):
                    yield f"{node.name}.{name}", betas
