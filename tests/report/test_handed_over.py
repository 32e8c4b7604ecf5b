"""Reports as they are handed over, of a day with a name that means mischief: page, PDF, workbook and tables."""

import csv
import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree

import pdfua
import pikepdf
import pytest
from csvw import CSVW
from stored_day import FIXED, SCENARIOS, write_day

from sim.core.errors import SimError
from sim.report import words
from sim.report.csvw import METADATA, csvw_files
from sim.report.document import Bullets, Column, Document, Facts, Paragraph, Picture, Section, Table
from sim.report.forms import FORMS
from sim.report.html import html_page
from sim.report.pdf import pdf_file
from sim.report.sheet import MISSING, sheet_file
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import TEMPLATES, report_of
from sim.scenario.load import dump, load

MISCHIEF = "=cmd|' /C calc'!A0 <script>alert(1)</script> #import \"x\" *bold* $x$ [b] \\u{1} & {{}}"
BANNED = (
    "only", "best", "worst", "proves", "proof", "race", "bame", "discrimination", "suspect", "suspects", "criminal",
    "accuracy", "target", "hit", "hits",
)  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
VOID = {"meta", "img", "link", "br", "wbr"}


@pytest.fixture(scope="module")
def subject(tmp_path_factory):
    place = load(SCENARIOS / "places/north_end.yaml", policies=[SCENARIOS / "policies/lfr_fixed_2025.yaml"])
    named = place.model_copy(update={"about": MISCHIEF, "attribution": f"Data: {MISCHIEF}"})
    outputs = tmp_path_factory.mktemp("outputs")
    folder = write_day(outputs / "runs", FIXED, scenario_yaml=dump(named), policy=MISCHIEF)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("Met in the field, 0.64", "=1+1"), encoding="utf-8")
    found = find_result(outputs, FIXED[:6])
    return subject_of(found.kind, found.identifier, found.stored)


@pytest.fixture(scope="module")
def documents(subject):
    return {template: report_of(subject, template) for template in TEMPLATES}


class Page(HTMLParser):
    """Notes elements with their attributes, and refuses those that are not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text, self._open = [], [], []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open[-1:] not in (["style"], []):
            self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_needs_nothing_else_and_runs_nothing(documents, template):
    text = html_page(documents[template])
    page = Page(text)
    assert {tag for tag, _ in page.found} & {"script", "link", "iframe", "object", "b"} == set()
    assert all(one["src"].startswith("data:image/svg+xml;base64,") and one["alt"] for one in page.all("img"))
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert MISCHIEF in " ".join(page.text) or template == "panel"
    assert page.all("html") == [{"lang": "en-GB"}]
    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert len(page.all("caption")) == len(page.all("table")) == len(documents[template].tables)
    assert {one["scope"] for one in page.all("th")} == {"col", "row"}
    named = [section.heading for section in documents[template].sections]
    named += [table.caption for table in documents[template].tables]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_pdf_is_tagged_titled_and_in_a_language_and_its_pictures_are_described(documents, template):
    """`pdfua` checks a sixth of what PDF/UA-1 asks of a machine; it does not say that a file conforms."""
    document = documents[template]
    made = pdf_file(document)
    assert list(pdfua.validate(io.BytesIO(made)).findings) == []
    with pikepdf.open(io.BytesIO(made)) as file:
        root = file.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("en-GB", True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(file.docinfo.Title) == f"{document.title}: {document.subtitle}"
        assert (len(file.pages) == 1) == (template == "panel")
        tags = list(structure(root.StructTreeRoot))
        kinds = {str(node.S)[1:] for node in tags if "/S" in node}
        assert {"H1", "Table", "TH", "TD", "L", "P"} <= kinds
        figures = [node for node in tags if node.get("/S") == "/Figure" and "/Alt" in node]
        assert len(figures) == len([block for block in document.blocks if isinstance(block, Picture)])
        assert all(any(digit in str(node.Alt) for digit in "123456789") for node in figures)


def structure(node):
    """Yield what a structure tree holds."""
    inside = node.get("/K", [])
    for below in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(below, pikepdf.Dictionary):
            yield below
            yield from structure(below)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_workbook_has_one_named_table_a_sheet_and_no_text_is_a_formula(documents, template):
    document = documents[template]
    with zipfile.ZipFile(io.BytesIO(sheet_file(document))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
        assert {info.date_time[0] for info in book.infolist()} == {1980}
    sheets = {name: text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")}
    tables = [text for name, text in parts.items() if name.startswith("xl/tables/")]
    assert not re.search(r"<f[ >]|mergeCell|hyperlink", "".join(sheets.values()))
    named = [one.get("name") for one in ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")]
    assert named[:2] == ["Cover", "Notes"]
    assert len(named) == len(document.tables) + 2
    assert sorted(re.search(r'displayName="(\w+)"', text)[1] for text in tables) == sorted(
        f"table_{table.name}" for table in document.tables
    )
    of_tables = [text for text in sheets.values() if "<tableParts" in text]
    assert len(of_tables) == len(document.tables)
    assert all('tableParts count="1"' in text and 'state="frozen"' in text for text in of_tables)
    for text in tables:
        headings = re.findall(r'<tableColumn [^>]*name="([^"]*)"', text)
        assert len(set(headings)) == len(headings)
    strings = [one.text for one in ElementTree.fromstring(parts["xl/sharedStrings.xml"]).iter(f"{MAIN}t")]
    assert MISSING in strings
    assert template == "panel" or any(MISCHIEF in text for text in strings)


def test_tables_are_described_so_that_csvw_reads_every_number_back(documents, tmp_path):
    document = documents["technical"]
    for name, data in csvw_files(document).items():
        (tmp_path / name).write_bytes(data)
    read = CSVW(str(tmp_path / METADATA), validate=True)
    assert (read.is_valid, read.warnings) == (True, [])
    by_name = {table.name: table for table in document.tables}
    for table in read.tables:
        written = by_name[table.url.string.removesuffix(".csv")]
        rows = [tuple(row.values()) for row in table.iterdicts()]
        assert len(rows) == len(written.rows)
        for k, column in enumerate(written.columns):
            if column.kind != "text":
                assert [None if row[k] is None else float(row[k]) for row in rows] == [row[k] for row in written.rows]
    texts = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    numbers = re.compile(r"-?\d|-inf")
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@")) and not numbers.match(cell)] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_has_the_same_bytes(documents, subject, form):
    assert FORMS[form].make(report_of(subject, "committee")) == FORMS[form].make(documents["committee"])


@pytest.mark.parametrize(
    "text", ["\u5317\u4eac \u0639\u0631\u0628\u0649 \U0001f600 \ue000", "\ud800", "a\x00b\x1b[0m", "", "\u202eabc"]
)
def test_no_letter_of_a_name_ends_a_report(text):
    columns = (Column("a", text or "a"), Column("b", "B", "number"))
    table = Table("t", text, columns, ((text, 1.5), (text, None)))
    section = Section(text or "h", (Bullets((text,)), Facts(((text, text),)), table))
    document = Document(text, "s", "i", (Paragraph(text),), (section,), date(2027, 1, 1), text)
    assert all(all(form.make(document).values()) for form in FORMS.values())


def test_a_sheet_says_what_when_until_when_and_how_it_is_checked(documents, subject):
    text = " ".join(Page(html_page(documents["panel"])).text)
    assert "On 9 of 10 simulated days, between 2 and 10 arrests; 5.6 expected." in text
    for said in (
        words.until_sentence(subject.validity.until),
        f"passerby pack {FIXED}",
        "results version",
        *words.CANNOT_ANY[:3],
    ):
        assert said in text
    assert subject.count("assumed") > 100
    assert f"{subject.count('assumed')} that are assumed" in text


def test_a_technical_report_has_every_setting_with_its_source(documents, subject):
    (settings,) = [table for table in documents["technical"].tables if table.name == "settings"]
    by_name = {row[0]: row for row in settings.rows}
    assert len(by_name) == len(subject.parameters)
    assert by_name["lfr.threshold"][1:3] == ("0.64 vendor's score", "choice")
    assert by_name["footfall.people_per_day"][2] == "set by the scenario"
    assert "by default 25000" in by_name["footfall.people_per_day"][3]
    assert all(row[3] for row in settings.rows if row[2] in ("source", "assumption"))


def test_no_word_of_a_report_takes_a_side():
    said = " ".join(str(getattr(words, name)) for name in words.__all__).lower()
    assert not set(BANNED) & set(re.findall(r"[a-z][a-z-]*", said))


@pytest.mark.parametrize("name", ["threshold_60", "thornton", "a1b2"])
def test_a_result_that_is_not_there_is_said_with_those_that_are_near(name, tmp_path):
    with pytest.raises(SimError, match=rf"no such result \({name}\); .*threshold_060"):
        find_result(tmp_path, name)


def test_a_template_that_there_is_not_is_said_with_those_that_there_are(subject):
    with pytest.raises(SimError, match=r"did you mean panel\? one of panel, committee, technical"):
        report_of(subject, "pannel")
