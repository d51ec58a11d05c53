import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
IMAGES = sorted((ROOT / "docs" / "images").glob("*"))
README = (ROOT / "README.md").read_text()
SHOWN = re.compile(r"(!?)\[([^\]]*)\]\(docs/images/([^)]+)\)")


def test_every_picture_of_the_readme_is_there_and_no_other() -> None:
    assert {name for _, _, name in SHOWN.findall(README)} == {image.name for image in IMAGES}


def test_a_shown_picture_says_in_words_what_it_shows() -> None:
    told = [words for shown, words, _ in SHOWN.findall(README) if shown]
    assert len(told) in (2, 3)
    assert all(len(words) > 40 for words in told)


def test_the_script_takes_each_of_them() -> None:
    script = (ROOT / "script" / "_screens.py").read_text()
    assert all(f'"{image.stem}"' in script for image in IMAGES)


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_a_picture_is_small(image: Path) -> None:
    assert image.read_bytes().startswith(b"\x89PNG")
    assert image.stat().st_size <= 150_000
