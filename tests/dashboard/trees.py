"""Walks a page as it comes from the server: nested components as plain data."""

import re


def components(node):
    if isinstance(node, list):
        for child in node:
            yield from components(child)
    elif isinstance(node, dict):
        yield node
        yield from components(node["props"].get("children") or [])


def texts(node):
    """Yield what the page itself says: quotations are their speakers' words."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)
    elif isinstance(node, dict) and node["type"] != "Blockquote":
        yield from texts(node["props"].get("children") or [])


def levels(node):
    """Return the levels of the headings in their order."""
    return [int(one["type"][1]) for one in components(node) if re.fullmatch(r"H[1-6]", one["type"])]


def children_of(client, page, run, **state):
    query = "&".join(f"{key}={value}" for key, value in {"run": run, **state}.items())
    return client.get(f"/views/{page}?{query}").json["children"]


def text_of(client, page, run, **state):
    return " ".join(texts(children_of(client, page, run, **state)))
