from pathlib import Path

from dashboard import datafolder


def test_the_folder_is_its_owners_only(tmp_path: Path) -> None:
    made = datafolder.make(tmp_path / "deep" / "data")
    assert made.stat().st_mode & 0o777 == 0o700


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    first = datafolder.kept_secret(file, size=32)
    assert len(first) == 64
    assert datafolder.kept_secret(file, size=32) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["secret.key"]
