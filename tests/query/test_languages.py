"""What holds for every language: help, typeahead and the API say the same of it."""

from string import ascii_lowercase

import pytest

from betas.catalogue.query import LANGUAGE as CATALOGUE
from betas.history.query import LANGUAGE as HISTORY
from betas.query.help import described, lines, suggestions
from betas.query.language import Language


@pytest.mark.django_db
@pytest.mark.parametrize("language", [CATALOGUE, HISTORY], ids=["catalogue", "history"])
def test_every_field_stands_in_help_typeahead_and_the_apis_description(language: Language) -> None:
    names = {field.name for field in language.fields}
    assert {line.name for line in lines(language)} == names
    assert all(f"`{name}`" in described(language) for name in names)
    offered = {found.query.rstrip(":>=") for letter in ascii_lowercase for found in suggestions(language, letter)}
    assert offered == names
