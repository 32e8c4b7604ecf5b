"""What a reader takes away from a chart: the numbers, the picture, a frame for another page, and how to cite it."""

from __future__ import annotations

from html import escape

from dash import html
from flask import has_request_context, request

from dashboard.parts.chart import Chart, Chosen, query_of
from dashboard.parts.words import run_name
from sim.core.results_version import RESULTS_VERSION
from sim.report.library import StoredComparison
from sim.store.runs import Manifest

__all__ = ["citation", "downloads", "permanent", "site_root", "taken_away", "taken_from"]

TAKE_AWAY = "Download and cite"
CITE = "To cite"
EMBED = "To show it on another page"
_FILES = (
    (".csv", "Numbers, CSV"), (".metadata.json", "What its columns mean, JSON"), (".json", "Everything, JSON"),
    (".html", "Report, a web page"), (".pdf", "Report, PDF"), (".xlsx", "Report, workbook"),
)  # fmt: skip
_TABLE = "Numbers behind this chart, CSV"
_OF_CHART = {"csv": _TABLE, "json": "Numbers behind this chart, JSON"}
_PICTURE = "Picture, SVG"


def downloads(
    identifier: str, title: str, *, version: str, chart: Chart | None = None, chosen: Chosen | None = None
) -> html.Details:
    """Return what is taken away from a chart or a page, closed until it is asked for.

    Parameters
    ----------
    identifier
        Of the run, programme or ensemble.
    title
        What that is called where it stands alone.
    version
        Of the program that made it.
    chart
        The chart beside which it stands; without one there is no picture to take.
    chosen
        What of the result the chart shows.
    """
    links = [(f"/results/{identifier}{suffix}", text) for suffix, text in _FILES]
    content = []
    if chart is not None:
        if chart.table:
            links.insert(0, (f"/results/{identifier}/{chart.table}.csv", _TABLE))
        if chart.numbers is not None:
            links[:0] = [(chart.address(identifier, chosen, form=form), text) for form, text in _OF_CHART.items()]
        links.insert(0, (chart.address(identifier, chosen), _PICTURE))
        frame = _frame(identifier, chart, chosen)
        content = [html.P(EMBED, className="label"), html.Pre(html.Code(frame), tabIndex=0)]
    files = html.Ul([html.Li(html.A(text, href=address)) for address, text in links], className="files")
    said = citation(identifier, title, version=version)
    cited = [html.P(CITE, className="label"), html.P(said, className="citation")]
    return html.Details([html.Summary(TAKE_AWAY), files, *cited, *content], className="behind takeaway")


def taken_away(manifest: Manifest, chart: Chart | None = None, chosen: Chosen | None = None) -> html.Details:
    """Return the same for a stored day."""
    version = manifest.created_by_version
    return downloads(manifest.run_id, run_name(manifest), version=version, chart=chart, chosen=chosen)


def taken_from(comparison: StoredComparison, chart: Chart, chosen: Chosen) -> html.Details:
    """Return the same for a comparison of the library."""
    version = str(comparison.document["created_by_version"])
    return downloads(comparison.name, comparison.title, version=version, chart=chart, chosen=chosen)


def citation(identifier: str, title: str, *, version: str) -> str:
    """Write how a result is cited."""
    return (
        f"{title}. Simulated with passerby {version}, results version {RESULTS_VERSION}, {identifier}. "
        f"{permanent(identifier)}.json"
    )


def permanent(identifier: str) -> str:
    """Return the permanent address of a result, without a suffix."""
    return f"{site_root()}results/{identifier}"


def site_root() -> str:
    """Return the address of the site as it was asked for, with a slash at its end."""
    return request.url_root if has_request_context() else "/"


def _frame(identifier: str, chart: Chart, chosen: Chosen | None) -> str:
    address = f"{site_root()}embed/{identifier}/{chart.name}{query_of(chosen)}"
    return f'<iframe src="{escape(address)}" title="{escape(chart.title)}" width="100%" height="640"></iframe>'
