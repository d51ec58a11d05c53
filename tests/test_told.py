from django.utils import translation
from django.utils.translation import gettext as _

from betas.told import told_once


def test_words_are_made_once_in_each_language() -> None:
    made: list[str] = []

    @told_once
    def greeted(name: str) -> str:
        made.append(name)
        return f"{_('Retired')} {name}"

    with translation.override("en"):
        assert [greeted("a"), greeted("a"), greeted("b")] == ["Retired a", "Retired a", "Retired b"]
    with translation.override("id"):
        assert greeted("a") != "Retired a"
    assert made == ["a", "b", "a"]
