"""Where what takes long to make is kept for the next process: in one folder for each state of the sources.

Numba's own cache looks at the calling file alone and would keep a kernel whose callee in another file has changed; so
the folder is named by a digest of the files that hold kernels or keep anything, and of all that those import, whose
constants are compiled in.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

__all__ = ["forget_old", "kept_in", "note_use"]

_PACKAGE = Path(__file__).parent.parent
_KEEPERS = (b"from sim.core.kernel import", b"from sim.core.kept import")
"""By which files are known of which something is kept."""
_IMPORT = re.compile(rb"^\s*(?:from|import) (sim\.[\w.]+)", re.MULTILINE)


def kept_in() -> Path | None:
    """Return the folder in which is kept what these sources make; None where nothing can be written."""
    return _FOLDER


def note_use(file: Path) -> None:
    """Note that a file was used now: it is among the last to be forgotten."""
    with suppress(OSError):  # what is read-only is not forgotten either
        os.utime(file)


def forget_old(folder: Path, pattern: str, keep: int) -> None:
    """Leave so many files of a pattern in a folder, those that were used last."""
    kept = sorted(folder.glob(pattern), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[:-keep]:
        old.unlink()


def _folder() -> Path | None:
    """Return the folder of the sources as they are now, the first that can be written.

    It is in the folder that NUMBA_CACHE_DIR names, if any; else in the package; where that is read-only, in the user's
    folder for caches; and without such a folder in the folder for temporary files, if nobody else can write what is in
    it: compiled code is run as it is read.
    """
    digest = hashlib.sha256()
    for _, text in sorted(_compiled_sources().items()):
        digest.update(text)
    return next(_places_for(f"kernels-{digest.hexdigest()[:16]}"), None)


def _places_for(name: str) -> Iterator[Path]:
    """Yield folders of a name in which compiled kernels can be kept, the best first."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    own = [Path(named).absolute() / name] if named else []
    for folder in (*own, _PACKAGE / "__pycache__" / name, Path(caches) / "passerby" / name):
        if folder.is_absolute() and _is_writable(folder):
            yield folder
    with suppress(OSError):  # there need not be a folder for temporary files that can be written
        folder = Path(gettempdir()) / f"passerby-{os.getuid()}-{name}"
        if _is_writable(folder) and _is_own(folder):
            yield folder


def _is_writable(folder: Path) -> bool:
    """Return whether a folder is there, made if need be, that can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def _is_own(folder: Path) -> bool:
    """Return whether a folder is this user's, no link to another, and nobody else can write what is in it."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022


def _compiled_sources() -> dict[str, bytes]:
    """Return the modules of which something is kept, and all that they import from the package, by name."""
    sources = dict(_sources())
    pending = [name for name, text in sources.items() if any(keeper in text for keeper in _KEEPERS)]
    found: dict[str, bytes] = {}
    while pending:
        name = pending.pop()
        if name in sources and name not in found:
            found[name] = sources[name]
            pending += [imported.decode() for imported in _IMPORT.findall(sources[name])]
    return found


def _sources() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the text of every module of the package."""
    for folder, folders, files in os.walk(_PACKAGE):
        folders[:] = set(folders) - {"__pycache__"}  # in which most files are
        package = ".".join(Path(folder).relative_to(_PACKAGE.parent).parts)
        for file in files:
            if file.endswith(".py"):
                yield f"{package}.{file.removesuffix('.py')}", Path(folder, file).read_bytes()


_FOLDER = _folder()
"""Named when this is imported: by the sources that the kernels are read from, and not by what they are edited to."""
