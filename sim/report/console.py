"""The one door to the terminal: text of users is printed as it is, and is neither markup nor moves a cursor.

Whatever a name holds, `[bold]`, `[/north]`, `:smile:` or an escape sequence, is shown letter by letter. What is to be
bold is said with `headed`, not inside of the text.
"""

from __future__ import annotations

import os
import unicodedata
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

__all__ = ["PlainConsole", "counting", "field", "headed", "plain_console", "shown", "unfolded_console"]

_UNFOLDED = 100_000
"""More columns than any line has."""
_KEPT = "\n\t"
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class PlainConsole(Console):
    """A console to which every text is plain, in tables, titles and lines alike."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"markup": False, "emoji": False, **options})

    def on_broken_pipe(self) -> None:
        """Leave it to the command line to end as it has to when nobody reads what it prints."""
        raise

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a text as it is shown; `rich` makes lines, cells, headings and titles by this."""
        return super().render_str(shown(text), **(options | {"markup": False, "emoji": False}))


def plain_console(*, stderr: bool = False) -> Console:
    """Return the console that is printed to."""
    return PlainConsole(stderr=stderr)


def unfolded_console() -> Console:
    """Return the console for what other programs read as well: where it is piped, no line is folded.

    A width that is asked for by the variable COLUMNS is kept.
    """
    console = plain_console()
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = _UNFOLDED
    return console


def shown(text: str) -> str:
    """Return a text with control characters written out, so that it can be printed anywhere."""
    return "".join(letter if letter in _KEPT or not _is_control(letter) else _written_out(letter) for letter in text)


def headed(heading: str, rest: str = "") -> Text:
    """Return a line that begins with a heading in bold."""
    return Text.assemble((shown(heading), "bold"), shown(rest))


def field(text: str) -> TextColumn:
    """Return a column of a progress bar, such as `{task.description}`, whose text is shown as it is."""
    return TextColumn(text, markup=False)


def counting() -> Progress:
    """Return a progress bar on standard error that counts steps, for `with`; nothing where there is no terminal."""
    console = plain_console(stderr=True)
    columns = (SpinnerColumn(), field("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _is_control(letter: str) -> bool:
    """Return whether a character moves the cursor, breaks the line or turns the text round."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in _TURNING


def _written_out(letter: str) -> str:
    return letter.encode("ascii", "backslashreplace").decode() if letter > "\x7f" else f"\\x{ord(letter):02x}"
