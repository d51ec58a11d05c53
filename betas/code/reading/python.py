"""A call of the Python SDK: parsed, never run."""

import ast
import math
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.literal import UNKNOWN, Named, text_fields
from betas.code.reading.sdk_call import PATHS, SdkCall, configure, from_options, made
from betas.code.reading.value import Found, Unreadable, bounded

CALL = re.compile(
    r"\bmessages\s*\.\s*(?:create|stream|parse|count_tokens)\s*\(\s*(?:\*|\)|\w+\s*=)"
    r"|\.\s*post\(\s*[\"'][^\"']{0,300}[\"'],\s*\w+\s*="
)
BRACKETS = re.compile(r"'(?:[^'\\\n]++|\\.)*+'?|\"(?:[^\"\\\n]++|\\.)*+\"?|[()]", re.DOTALL)
PIECE = re.compile(
    r"""\'{3}(?:[^'\\]++|\\.|'(?!''))*+(?:\'{3})?|"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:"{3})?
    |'(?:[^'\\\n]++|\\.)*+'?|"(?:[^"\\\n]++|\\.)*+"?|\#[^\n]*+|\w++|[^\w\s]""",
    re.DOTALL | re.VERBOSE,
)
WORD = re.compile(r"\w++|[^\w\s]")
CLIENTS = frozenset({"Anthropic", "AsyncAnthropic"})
OF_THE_CALL = frozenset({"timeout", "extra_headers", "extra_query", "extra_body"})
MOST_CHARACTERS = 1_000_000


def found(text: str) -> Found:
    """Raises Unreadable."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(_("Python code of more than %(most)s characters is not read.") % {"most": MOST_CHARACTERS})
    for _piece in bounded(_pieces(text)):
        continue
    tree = _parsed(text)
    names = Names(tree)
    node, name = next(_calls(tree), (None, ""))
    if node is None:
        raise Unreadable(_("There is no call of the SDK in this code."))
    call = _post(node, names) if name == "post" else _method(node, name, names)
    for client in _clients(tree):
        options = names.keywords(client)
        configure(call, options.get("base_url", call.base_url), options.get("default_headers"), options.get("api_key"))
    return made(call)


def _pieces(text: str) -> Iterator[str]:
    """What the parser makes nodes of: a text is one, however long, unless it holds code itself."""
    before = ""
    for match in PIECE.finditer(text):
        yield match[0]
        if before.lower() in ("f", "fr", "rf"):
            yield from WORD.findall(match[0])
        before = match[0]


def _parsed(text: str) -> ast.Module:
    """The whole text, or the call alone where other things stand around it, as in a traceback."""
    for part in (text, _call_alone(text)):
        try:
            return ast.parse(part)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    raise Unreadable(_("This looks like Python, but it cannot be parsed."))


def _call_alone(text: str) -> str:
    match, depth = CALL.search(text), 0
    for piece in BRACKETS.finditer(text, match.start()) if match else ():
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if piece[0] == ")" and depth == 0 and match:
            return "client." + text[match.start() : piece.end()].lstrip(".")
    return "?"


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Calls of a method of `messages`, or of `post` with a path, in the order of the text."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        function = node.func
        if isinstance(function, ast.Attribute) and _is_call(function, node):
            yield node, function.attr


def _is_call(function: ast.Attribute, node: ast.Call) -> bool:
    owner = function.value
    if function.attr in PATHS:
        return isinstance(owner, ast.Attribute) and owner.attr == "messages"
    return function.attr == "post" and bool(node.args) and any(word.arg == "cast_to" for word in node.keywords)


def _clients(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in CLIENTS:
                yield node


class Names:
    """What simple assignments give names, as far as it is written out."""

    def __init__(self, tree: ast.Module) -> None:
        self.nodes = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self.named = Named(lambda name: self.value(self.nodes.get(name)))

    def keywords(self, call: ast.Call) -> dict[str, Any]:
        return {word.arg or "**": self.value(word.value) for word in call.keywords}

    def value(self, node: ast.expr | None) -> Any:
        match node:
            case ast.Constant(value=str() | int() | float() | None as value):
                return UNKNOWN if value in (math.inf, -math.inf) else value
            case ast.Dict(keys=keys, values=values):
                return {self._key(key): self.value(value) for key, value in zip(keys, values, strict=True)}
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [self.value(item) for item in items]
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return -number
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._added(self.value(left), self.value(right))
            case ast.Name(id=name):
                return self.named.value(name)
        return UNKNOWN

    def _key(self, node: ast.expr | None) -> str:
        key = self.value(node) if node is not None else "**"
        return key if isinstance(key, str) else "?"

    def _added(self, left: Any, right: Any) -> Any:
        return left + right if isinstance(left, str) and isinstance(right, str) else UNKNOWN


def _method(node: ast.Call, name: str, names: Names) -> SdkCall:
    given = names.keywords(node)
    parameters = {key: value for key, value in given.items() if key not in OF_THE_CALL}
    headers, extra = text_fields(given.get("extra_headers")), given.get("extra_body")
    call = SdkCall(PATHS[name], parameters, streams=name == "stream", headers=headers)
    if isinstance(extra, dict):
        call.verbatim = extra
    return call


def _post(node: ast.Call, names: Names) -> SdkCall:
    given = names.keywords(node)
    options = given.get("options")
    headers = options.get("headers") if isinstance(options, dict) else None
    body = given.get("body", UNKNOWN)
    for word in node.keywords:
        if word.arg == "content" and isinstance(word.value, ast.Call) and isinstance(word.value.func, ast.Attribute):
            body = names.value(word.value.func.value)
    return from_options(names.value(node.args[0]), {"headers": headers, "body": body})
