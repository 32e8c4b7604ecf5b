"""A page as a newcomer would write it, with everything that a page can have."""

from types import ModuleType

from dash import html

from dashboard.parts.answer import json_answer
from dashboard.parts.page import Page, Route
from dashboard.parts.switch import Switch

WORDS = ModuleType("words")
SIZE = Switch("size", ("small", "large"))
TEXTS = {"small": "Small", "large": "Large"}
SCRIPT = "document.documentElement.dataset.tiny = 'loaded';\n"
STYLE = ".tiny { color: rgb(18, 67, 109); }\n"


def content(view):
    panels = {"small": html.P("A small page"), "large": html.P("A large page")}
    shown = SIZE.panels(panels, label="Size", texts=TEXTS, state=view.state)
    return [html.Section([html.H1("A tiny page", className="tiny"), *shown])]


def tiny_page(folder, **other):
    """Return the page; `folder` takes its script and its style."""
    folder.mkdir(exist_ok=True)
    (folder / "tiny.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "tiny.css").write_text(STYLE, encoding="utf-8")
    (folder / "notes.txt").write_text("not for the browser", encoding="utf-8")
    given = {
        "name": "tiny", "path": "/tiny", "menu": "Tiny", "title": "A tiny page", "content": content, "words": WORDS,
        "switches": (SIZE,), "routes": (Route("/tiny/<run_id>.json", answer),), "assets": folder,
    }  # fmt: skip
    return Page(**{**given, **other})


def answer(library, run_id):
    return json_answer({"run": run_id, "stored": len(library.runs())})
