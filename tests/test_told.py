from django.utils import translation
from django.utils.translation import gettext as _

from betas.templatetags.betaboard import drawn
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


def test_a_part_of_a_list_is_drawn_anew_for_other_values_and_in_another_language() -> None:
    def cells(**other: object) -> str:
        return drawn("history/_star.html", **{"starred": False, "url": "/a/", "named": False, "role": "tester"} | other)

    with translation.override("en"):
        assert 'formaction="/a/star/"' in cells()
        assert 'formaction="/b/star/"' in cells(url="/b/")
        assert "★" in cells(starred=True)
        assert "<button" not in cells(starred=True, role="viewer")
        assert "Starred" in cells(starred=True, role="viewer")
    with translation.override("id"):
        assert "Starred" not in cells(starred=True, role="viewer")
