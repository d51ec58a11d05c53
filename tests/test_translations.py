"""The Indonesian catalogue: whole, certain, up to date, and compiled. `script/translate` collects what is new."""

import os
import shutil
import subprocess
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/id/LC_MESSAGES/django.po")
COPIED = ("betas", "dashboard", "templates", "locale", "script")
Text = tuple[str | None, str, str]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """The catalogue as script/translate leaves it, made in a copy of what it reads."""
    if shutil.which("xgettext") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("GNU gettext is not installed")
    copy = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, copy)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run([copy / "script" / "translate"], check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": ""})
    return polib.pofile((copy / CATALOGUE).read_text())


@pytest.fixture(scope="module")
def kept() -> polib.POFile:
    return polib.pofile((ROOT / CATALOGUE).read_text())


def texts(entries: list[polib.POEntry]) -> set[Text]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries if not entry.obsolete}


def test_every_text_is_in_the_catalogue_and_no_other(collected: polib.POFile, kept: polib.POFile) -> None:
    assert texts(list(collected)) == texts(list(kept))


def test_every_text_is_translated(kept: polib.POFile) -> None:
    assert [entry.msgid for entry in kept.untranslated_entries()] == []


def test_no_translation_is_a_guess(collected: polib.POFile, kept: polib.POFile) -> None:
    assert [entry.msgid for entry in (*kept.fuzzy_entries(), *collected.fuzzy_entries())] == []


def test_what_is_compiled_is_what_is_written(kept: polib.POFile) -> None:
    def meanings(entries: list[polib.POEntry]) -> dict[Text, tuple[str, dict[int, str]]]:
        return {(e.msgctxt, e.msgid, e.msgid_plural): (e.msgstr, e.msgstr_plural) for e in entries if e.msgid}

    compiled = polib.mofile(str((ROOT / CATALOGUE).with_suffix(".mo")))
    assert meanings(list(compiled)) == meanings(kept.translated_entries())
