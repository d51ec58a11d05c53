"""Every snippet parses whole in its language, whatever the request holds."""

from collections.abc import Callable

import pytest

from betas.code import write
from tests.code.generated import requests

GRAMMARS = {
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
}


@pytest.mark.parametrize("language", GRAMMARS)
def test_a_snippet_parses_whole(language: str) -> None:
    tree_sitter = pytest.importorskip("tree_sitter")
    module, name = GRAMMARS[language]
    grammar: Callable[[], object] = getattr(pytest.importorskip(module), name)
    parser = tree_sitter.Parser(tree_sitter.Language(grammar()))
    for request in requests(100, "https://gateway.example", seed=4):
        text = write(language, request)
        assert not parser.parse(text.encode()).root_node.has_error, text
