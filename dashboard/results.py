"""Permanent addresses of stored results: their numbers as CSV and JSON, their charts as SVG and in frames.

/results/<id>.csv              one row a metric
/results/<id>.metadata.json    what the columns mean, and what was run (CSV on the Web)
/results/<id>.json             everything
/results/<id>.html             a report, as .pdf and .xlsx too; ?template= one of TEMPLATES
/results/<id>/<table>.csv      another of its tables, such as the months of a comparison
/results/<id>/<chart>.csv      the numbers of a chart that no table of it has, as .json too; what is chosen as below
/results/<id>/<chart>.svg      a chart of a page; ?width= one of WIDTHS, and what is chosen of it (?arm= ?group= ...)
/embed/<id>/<chart>            the same in a page of its own, which other sites may put into a frame
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from flask import Flask, Response, abort, redirect, request

from dashboard import words
from dashboard.cache import Packed, packed
from dashboard.citation import csvw, filename
from dashboard.kinds import Found, find
from dashboard.library import Library
from dashboard.parts.answer import kept_answer
from dashboard.parts.chart import Chart, query_of
from dashboard.parts.downloads import citation, permanent, site_root
from dashboard.parts.registry import Registry
from dashboard.parts.still import WIDTHS
from sim.core.documents import json_text
from sim.core.errors import RunError, SimError
from sim.report.forms import FORMS
from sim.report.stored_results import subject_of
from sim.report.subject import KINDS
from sim.report.templates import DEFAULT, TEMPLATES, report_of

__all__ = ["add_results"]

_EMBED = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<link rel="stylesheet" href="{base}/assets/10-base.css"></head><body><main class="embedded"><h1>{title}</h1>'
    '<p class="quiet">{of}</p><picture>{sources}<img src="{picture}" alt="{said}"></picture>'
    '<p class="source">{cited} <a href="{page}" target="_blank" rel="noopener">{more}</a></p></main></body></html>'
)


def add_results(server: Flask, library: Library, pages: Registry) -> None:
    """Let `server` answer at the permanent addresses."""
    charts = {(chart.kind, chart.name): chart for page in pages for chart in page.charts}

    @server.get("/results/<name>")  # type: ignore[untyped-decorator,unused-ignore]
    def numbers(name: str) -> Response:
        identifier, dot, suffix = name.partition(".")
        found = _found(library, identifier)
        if not dot:
            return redirect(f"{request.script_root}{_page_of(found)}")  # type: ignore[return-value]
        if suffix in _REPORTS:
            return _report(found, suffix)
        if suffix not in _FILES:
            abort(404)
        mimetype, make = _FILES[suffix]
        answer = _kept(name, found, lambda: packed(make(found), mimetype))
        how = "attachment" if suffix == "csv" else "inline"
        answer.headers["Content-Disposition"] = f'{how}; filename="{filename(found, f".{suffix}")}"'
        return answer

    @server.get("/results/<identifier>/<name>.csv")  # type: ignore[untyped-decorator,unused-ignore]
    def other_numbers(identifier: str, name: str) -> Response:
        found = _found(library, identifier)
        if name not in found.kind.tables:
            return _of_chart(found, name, "csv")
        table = found.kind.tables[name]
        answer = _kept(f"{name}.csv", found, lambda: packed(table(found.stored).write_csv(), "text/csv"))
        answer.headers["Content-Disposition"] = f'attachment; filename="{filename(found, f"-{name}.csv")}"'
        return answer

    @server.get("/results/<identifier>/<name>.json")  # type: ignore[untyped-decorator,unused-ignore]
    def chart_document(identifier: str, name: str) -> Response:
        return _of_chart(_found(library, identifier), name, "json")

    @server.get("/results/<identifier>/<name>.svg")  # type: ignore[untyped-decorator,unused-ignore]
    def picture(identifier: str, name: str) -> Response:
        found = _found(library, identifier)
        chart, width = _chart(found, name), _width()
        chosen = _chosen(chart, found)
        answer = _kept(f"{name}.svg {width} {query_of(chosen)}", found, lambda: _drawn(chart, found, width, chosen))
        answer.headers["Content-Disposition"] = f'inline; filename="{filename(found, f"-{name}.svg")}"'
        return answer

    @server.get("/embed/<identifier>/<name>")  # type: ignore[untyped-decorator,unused-ignore]
    def embed(identifier: str, name: str) -> Response:
        found = _found(library, identifier)
        chart = _chart(found, name)
        chosen = _chosen(chart, found)
        page = next(page.path for page in pages if chart in page.charts)
        return _kept(f"embed {name} {query_of(chosen)}", found, lambda: _framed(chart, found, page, chosen))

    def _of_chart(found: Found, name: str, form: str) -> Response:
        """Answer with the numbers of a chart that has its own."""
        chart = _chart(found, name)
        numbers = chart.numbers or abort(404)
        chosen = _chosen(chart, found)

        def make() -> Packed:
            table = numbers(found.stored, chosen)
            if table.is_empty():
                return packed("", "text/plain", 404)
            if form == "csv":
                return packed(table.write_csv(), "text/csv")
            about = {"citation": _citation(found), "id": found.identifier, "chart": name, "chosen": chosen}
            return packed(json_text({**about, "rows": table.to_dicts()}) + "\n", "application/json")

        answer = _kept(f"{name}.{form} {query_of(chosen)}", found, make)
        how = "attachment" if form == "csv" else "inline"
        answer.headers["Content-Disposition"] = f'{how}; filename="{filename(found, f"-{name}.{form}")}"'
        return answer

    def _chart(found: Found, name: str) -> Chart:
        return charts.get((found.kind.name, name)) or abort(404)

    def _page_of(found: Found) -> str:
        """Return where the first page is that has a chart of such a result."""
        shown = (page.path for page in pages if any(chart.kind == found.kind.name for chart in page.charts))
        return f"{next(shown, None) or abort(404)}?{found.kind.key}={found.identifier}"


def _found(library: Library, identifier: str) -> Found:
    return find(library, identifier) or abort(404)


def _width() -> int:
    given = request.args.get("width", str(WIDTHS[1]))
    if given not in map(str, WIDTHS):
        abort(Response(words.WRONG_WIDTH.format(known=", ".join(map(str, WIDTHS))) + "\n", 400, mimetype="text/plain"))
    return int(given)


def _chosen(chart: Chart, found: Found) -> dict[str, str]:
    """Return what is asked for of a chart; 400 with what there is for what there is not."""
    try:
        return chart.chosen(found.stored, request.args)
    except RunError as error:
        abort(Response(f"{error}\n", 400, mimetype="text/plain"))


def _kept(key: str, found: Found, make: Callable[[], Packed]) -> Response:
    try:
        about = [found.kind.name, found.identifier, found.kind.token(found.stored), site_root()]
        return kept_answer(f"results {key}", make, of=about)
    except (SimError, OSError) as error:
        text = error.what if isinstance(error, SimError) else "cannot be read"
        return Response(f"{found.identifier}: {text}\n", 500, mimetype="text/plain")


def _report(found: Found, form: str) -> Response:
    template = request.args.get("template", DEFAULT)
    if template not in TEMPLATES:
        text = words.WRONG_TEMPLATE.format(known=", ".join(TEMPLATES))
        return Response(f"{text}\n", 400, mimetype="text/plain")
    kind = next(kind for kind in KINDS if kind == found.kind.name)

    def make() -> Packed:
        document = report_of(subject_of(kind, found.identifier, found.stored), template)
        return packed(FORMS[form].make(document)[""], FORMS[form].mimetype)

    answer = _kept(f"{template} {form}", found, make)
    how = "attachment" if form == "xlsx" else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="{filename(found, f"-{template}.{form}")}"'
    return answer


def _drawn(chart: Chart, found: Found, width: int, chosen: dict[str, str]) -> Packed:
    drawn = chart.draw(found.stored, width, chosen)
    return packed(drawn, "image/svg+xml") if drawn is not None else packed("", "text/plain", 404)


def _framed(chart: Chart, found: Found, page: str, chosen: dict[str, str]) -> Packed:
    base = request.script_root

    def address(width: int) -> str:
        return escape(base + chart.address(found.identifier, chosen, width=width))

    narrow = "".join(
        f'<source srcset="{address(width)}" media="(max-width: {width + 380}px)">' for width in WIDTHS[:-1]
    )
    text = _EMBED.format(
        title=escape(chart.title), of=escape(" · ".join([found.title, *chosen.values()])), base=base, sources=narrow,
        picture=address(WIDTHS[-1]), said=escape(chart.title), cited=escape(_citation(found)),
        page=escape(base + page + query_of({found.kind.key: found.identifier, **chosen})),
        more=escape(words.MORE_HERE),
    )  # fmt: skip
    return packed(text, "text/html")


def _citation(found: Found) -> str:
    return citation(found.identifier, found.title, version=str(found.manifest.get("created_by_version", "")))


def _csv(found: Found) -> str:
    return found.kind.table(found.stored).write_csv()


def _json(found: Found) -> str:
    about = {"citation": _citation(found), "kind": found.kind.name, "id": found.identifier}
    return json_text({**about, **found.kind.document(found.stored)}) + "\n"


def _metadata(found: Found) -> str:
    return json_text(csvw(found, address=permanent(found.identifier), citation=_citation(found))) + "\n"


_REPORTS = [form for form, about in FORMS.items() if not about.is_folder]
_FILES: dict[str, tuple[str, Callable[[Found], str]]] = {
    "csv": ("text/csv", _csv),
    "json": ("application/json", _json),
    "metadata.json": ("application/csvm+json", _metadata),
}
