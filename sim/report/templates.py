"""The three reports of a result: a scrutiny panel's sheet of one page, a committee's report, and a technical one.

All are made of the same parts; what differs is how much each holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from sim.core.errors import RunError
from sim.report import words
from sim.report.document import Block, Bullets, Cell, Document, Facts, Paragraph, Section, Table
from sim.report.evidence_tables import assumption_table, parameter_table, source_table
from sim.report.risk import Risk
from sim.report.subject import Subject

__all__ = ["DEFAULT", "TEMPLATES", "report_of"]

DEFAULT = "committee"

_SENTENCES, _ROWS, _LIMITS = 5, 9, 4
"""How much a panel's sheet holds."""
_OPEN: tuple[Risk, ...] = ("open", "wide")
"""Which assumptions a committee's report has."""
_FACTS, _GROUP_ROWS, _LONGEST, _OF_SENTENCE, _OF_CELL = 7, 12, 140, 220, 70


def report_of(subject: Subject, template: str) -> Document:
    """Return a report.

    Parameters
    ----------
    template
        One of `TEMPLATES`.

    Raises
    ------
    RunError
        If there is no template of that name.
    """
    if template not in TEMPLATES:
        near = get_close_matches(template, TEMPLATES, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise RunError("template", f"there is none of that name ({template})", f"{meant}one of {', '.join(TEMPLATES)}")
    return TEMPLATES[template](subject)


def _panel(subject: Subject) -> Document:
    limits = [*(_cut(said) for said in _cannot(subject)[:_LIMITS]), *_more(len(_cannot(subject)) - _LIMITS)]
    lead = [*(_cut(said, _OF_SENTENCE) for said in subject.sentences[:_SENTENCES])]
    lead += _more(len(subject.sentences) - _SENTENCES)
    facts = tuple((name, _cut(value)) for name, value in subject.facts[:_FACTS])
    groups = [table for table in subject.by_group if len(table.rows) <= _GROUP_ROWS]
    check = words.CHECK_ITEMS[0].format(identifier=subject.identifier)
    return _document(
        subject,
        "panel",
        lead=[Bullets(tuple(lead))],
        sections=[
            Section(_heading(subject), (Facts(facts),)),
            Section(
                words.HEADLINES,
                (*map(_shortened, subject.headlines[:1]), Paragraph(subject.headline_note, is_quiet=True), *groups[:1]),
            ),
            Section(words.CANNOT, (Bullets(tuple(limits)),)),
            Section(words.ASK, (Bullets(words.ASK_ITEMS),)),
            Section(
                words.BEHIND,
                (
                    Paragraph(f"{_rests_on(subject)} {words.until_sentence(subject.validity.until)}"),
                    Paragraph(check, is_quiet=True),
                ),
            ),
        ],
    )


def _more(left: int) -> list[str]:
    """Say how many are left out of the sheet, if any are."""
    return [words.AND_MORE.format(n=left)] if left > 0 else []


def _shortened(table: Table) -> Table:
    """Return as many rows as the sheet has room for, as many of each pair of arms, with what is long in them cut."""
    table = replace(table, rows=tuple(tuple(map(_cut_cell, row)) for row in table.rows))
    if table.columns[0].name != "pair":
        return replace(table, rows=table.rows[:_ROWS])
    pairs = list(dict.fromkeys(row[0] for row in table.rows))[:_ROWS]
    each = _ROWS // len(pairs)
    return replace(table, rows=tuple(row for pair in pairs for row in _of_pair(table, pair)[:each]))


def _of_pair(table: Table, pair: Cell) -> list[tuple[Cell, ...]]:
    return [row for row in table.rows if row[0] == pair]


def _cut_cell(cell: Cell) -> Cell:
    return _cut(cell, _OF_CELL) if isinstance(cell, str) else cell


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _committee(subject: Subject) -> Document:
    assumed = [one for one in subject.parameters if one.basis == "assumed" and one.value is not None]
    return _document(
        subject,
        "committee",
        lead=[Bullets(subject.sentences)],
        sections=[
            *_what(subject),
            *_figures(subject),
            *_behind(subject, assumption_table(assumed, risks=_OPEN)),
            *_ending(subject, "committee"),
        ],
    )


def _technical(subject: Subject) -> Document:
    assumed = [one for one in subject.parameters if one.basis == "assumed"]
    return _document(
        subject,
        "technical",
        lead=[Bullets(subject.sentences)],
        sections=[
            *_what(subject),
            *_figures(subject),
            Section(words.ALL_METRICS, subject.further),
            *_behind(subject, assumption_table(assumed)),
            Section(words.SETTINGS, (parameter_table(subject.parameters),) if subject.parameters else ()),
            *_ending(subject, "technical"),
        ],
    )


def _document(subject: Subject, template: str, *, lead: Sequence[Block], sections: Sequence[Section]) -> Document:
    return Document(
        title=subject.title,
        subtitle=words.TEMPLATES[template],
        identifier=subject.identifier,
        lead=tuple(lead),
        sections=tuple(section for section in sections if section.blocks),
        valid_until=subject.validity.until,
        footer=words.FOOTER.format(
            version=subject.version, results_version=subject.results_version, identifier=subject.identifier
        ),
        is_one_page=template == "panel",
    )


def _what(subject: Subject) -> list[Section]:
    about: list[Block] = [Paragraph(subject.about)] if subject.about else []
    return [Section(_heading(subject), (*about, Facts(subject.facts), *(Paragraph(note) for note in subject.notes)))]


def _heading(subject: Subject) -> str:
    return words.WHAT_CLAIMED if subject.kind == "claims" else words.WHAT


def _cannot(subject: Subject) -> list[str]:
    """Return what it cannot say; what no simulation can is left out where nothing was simulated."""
    usual = words.CANNOT_ANY[:1] if not subject.is_simulated else words.CANNOT_ANY
    return [*subject.cannot, *words.CANNOT_OF[subject.kind], *usual]


def _figures(subject: Subject) -> list[Section]:
    note = Paragraph(subject.headline_note, is_quiet=True)
    tables: tuple[Table, ...] = subject.headlines
    return [
        Section(words.HEADLINES, (*tables, note, *subject.pictures)),
        Section(words.BY_GROUP, (*subject.by_group, Paragraph(words.BY_GROUP_NOTE)) if subject.by_group else ()),
    ]


def _behind(subject: Subject, assumptions: Table) -> list[Section]:
    """Return on what a result rests; of published data its sources stand with its figures."""
    rests_on = Section(words.BEHIND, (Paragraph(_rests_on(subject)),))
    if not subject.parameters:
        return [rests_on]
    return [
        rests_on,
        Section(words.ASSUMPTIONS, (Paragraph(words.ASSUMED_NOTE), assumptions)),
        Section(words.EVIDENCE, (Paragraph(words.EVIDENCE_NOTE), source_table(subject.parameters))),
    ]


def _ending(subject: Subject, template: str) -> list[Section]:
    checks = tuple(item.format(identifier=subject.identifier) for item in words.CHECK_ITEMS)
    until = (Paragraph(words.until_sentence(subject.validity.until)), Paragraph(subject.validity.rule, is_quiet=True))
    return [
        Section(words.CANNOT, (Bullets(tuple(_cannot(subject))),)),
        Section(words.USED, (Paragraph(words.USED_OF[template]),)),
        Section(words.UNTIL, until),
        Section(words.CHECK, (Bullets(checks),)),
    ]


def _rests_on(subject: Subject) -> str:
    if not subject.parameters:
        if subject.kind == "claims":
            return words.ON_ARMS if subject.is_simulated else words.ON_PUBLISHED
        return words.ON_INPUTS
    chosen = subject.count("chosen") + subject.count("set")
    return words.leans_on(subject.count("assumed"), subject.count("cited"), chosen)


TEMPLATES: Mapping[str, Callable[[Subject], Document]] = {
    "panel": _panel,
    "committee": _committee,
    "technical": _technical,
}
