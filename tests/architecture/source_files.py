"""The files of the repository, as the tests of the house look at them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (".ci", "benchmarks", "dashboard", "notebooks", "scenarios", "sim", "tests")
CACHES = {"__pycache__", "screenshots"}


def modules():
    """Return every Python file of the two packages."""
    return sorted(file for package in ("sim", "dashboard") for file in (ROOT / package).rglob("*.py"))


def files_of_tests():
    """Return every Python file of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def texts():
    """Return every text file that belongs to the repository."""
    inside = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if not CACHES & set(file.parts)]
    files = [*ROOT.iterdir(), ROOT / "outputs/README.md", *inside]
    return sorted(file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:4096])


def name_of(file):
    """Return a file's path from the root."""
    return file.relative_to(ROOT).as_posix()
