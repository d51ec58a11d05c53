"""Every snippet parses whole in its language, whatever the request holds."""

import pytest
import tree_sitter
import tree_sitter_c_sharp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_php
import tree_sitter_ruby

from betas.code import write
from tests.code.generated import requests

GRAMMARS = {
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "csharp": tree_sitter_c_sharp.language,
    "ruby": tree_sitter_ruby.language,
    "php": tree_sitter_php.language_php,
}


@pytest.mark.parametrize("language", GRAMMARS)
def test_a_snippet_parses_whole(language: str) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(GRAMMARS[language]()))
    for request in requests(100, "https://gateway.example", seed=4):
        text = write(language, request)
        assert not parser.parse(text.encode()).root_node.has_error, text
