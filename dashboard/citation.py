"""How a stored result is cited, and what its table is to a machine: CSV on the Web."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.kinds import Found
from sim.report.numbers import count_text

__all__ = ["csvw", "filename"]

_COLUMNS: Mapping[str, str] = {
    "arm": "Which of the policies or places that are compared",
    "name": "What is counted or measured",
    "metric": "What is counted or measured",
    "label": "The same in words",
    "limb": "Which question of proportionality it stands beside",
    "estimator": "sampled: what happened in the run; expected: the sum of exact chances over who came",
    "by": "What the group is a group by; all: everybody",
    "group": "The group; all: everybody",
    "value": "The numerator over the denominator; empty where there is nothing to divide by",
    "numerator": "The count",
    "denominator": "What it is divided by; 1 for a count",
    "against_numerator": "The count of what a ratio or a change is against",
    "against_denominator": "What that is divided by; empty where it is assumed",
    "low": "The lower end of the interval",
    "high": "The upper end of the interval",
    "interval": "What lies between low and high",
    "unit": "The unit of the value",
    "claim": "The name of the claim",
    "hypothesis": "The name of the hypothesis within the claim",
    "margin": "From where on the hypothesis counts as true: a value judgement",
    "verdict": "What the whole range says of the margin",
    "assumed_share": "The part of the variance that assumed inputs make, taken as one; empty where none varies",
}
_TYPES = {pl.String: "string", pl.Float64: "number", pl.Int64: "integer", pl.Boolean: "boolean"}


def csvw(found: Found, *, address: str, citation: str) -> dict[str, Any]:
    """Return the metadata of a result's CSV file.

    Source: W3C, Metadata Vocabulary for Tabular Data, 2015.

    Parameters
    ----------
    address
        The permanent address of the result, without a suffix.
    citation
        How it is cited.
    """
    table = found.kind.table(found.stored)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "@type": "Table",
        "url": f"{address}.csv",
        "dc:title": found.title,
        "dc:description": f"Results of {found.kind.about}. Nobody in it lives: it is simulated.",
        "dc:bibliographicCitation": citation,
        "dc:format": "text/csv",
        "passerby:kind": found.kind.name,
        "passerby:manifest": dict(found.manifest),
        "passerby:rows": count_text(table.height),
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name.replace("_", " "),
                    "dc:description": _COLUMNS.get(name, ""),
                    "datatype": _TYPES.get(type(kind), "string"),
                    "null": "",
                }
                for name, kind in table.schema.items()
            ]
        },
    }


def filename(found: Found, suffix: str) -> str:
    """Return what a file is called that is taken away."""
    return f"passerby-{found.kind.name}-{found.identifier}{suffix}"
