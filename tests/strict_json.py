"""JSON as strict readers take it: no Infinity, no NaN, and no name twice."""

import json


def parsed(text):
    """Return what a document says; whatever the standard does not have is an error."""
    return json.loads(text, parse_constant=_refused, object_pairs_hook=_once)


def _refused(constant):
    raise ValueError(f"{constant} is no JSON")


def _once(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"a name occurs twice in {names}")
    return dict(pairs)
