"""Programmes that cannot be: each refused before anything runs, with where, what was given and what is allowed."""

from typing import get_args

import pytest
from programme_files import write

from sim.core.errors import ScenarioError
from sim.programme.load import load_programme
from sim.programme.siting import Siting
from sim.scenario.load import dump
from sim.scenario.shipped import names_of, programme_file


@pytest.mark.parametrize("name", names_of("programmes"))
def test_a_shipped_programme_loads_and_dumps_to_an_equal_one(name, tmp_path):
    programme = load_programme(programme_file(name))
    copy = tmp_path / "copy.yaml"
    copy.write_text(dump(programme), encoding="utf-8")
    assert load_programme(copy) == programme


RULES = [get_args(kind.model_fields["rule"].annotation)[0] for kind in get_args(get_args(Siting)[0])]
OUTING = '{place: north_end, "on": "2025-10-02", start_h: 11, duration_h: 5, team: a}'
MISTAKES = {
    "a place that there is not": (
        'calendar:\n  - {place: sout_norwood, "on": "2025-10-02"}',
        "no such street (sout_norwood)",
        "north_end",
    ),
    "a rule for a place that there is not": (
        "siting: [{rule: random, places: [nowhere]}]",
        "no such street (nowhere)",
        "north_end",
    ),
    "a rule that there is not": (
        "siting: [{rule: fixd, per_month: 4}]",
        ':6:17: `siting.0.rule` has no such choice ("fixd")',
        "did you mean `fixed`?",
    ),
    "a rule like none that there is": (
        "siting: [{rule: xyz, per_month: 4}]",
        '`siting.0.rule` has no such choice ("xyz")',
        f"it must be {', '.join(RULES[:-1])} or {RULES[-1]}",
    ),
    "a rule in proportion to a street that there is not": (
        "siting: [{rule: in_proportion, to: {nowhere: 3}}]",
        ":6:36: there is no such street (nowhere)",
        "north_end",
    ),
    "a rule in proportion to nothing": (
        "siting: [{rule: in_proportion, to: {north_end: 0}}]",
        "no street has a number above 0 (north_end: 0); one at least must",
        "one at least must",
    ),
    "a rule for streets without a number": (
        "streets: {north_end: {place: north_end}, other: {place: lewisham}}\n"
        "siting: [{rule: in_proportion, places: [other], to: {north_end: 2}}]",
        "none of the rule's streets has a number above 0 (other)",
        "one at least must",
    ),
    "a day that no week has": (
        "siting: [{rule: in_proportion, to: {north_end: 2}, weekdays: [someday]}]",
        '`siting.0.weekdays.0` has no such choice ("someday")',
        "sunday",
    ),
    "a siting without its rule": ("siting: [{per_month: 4}]", "`siting.0.rule` is missing", ""),
    "a key that a rule does not have": (
        "siting: [{rule: fixed, per_mnth: 4}]",
        "unknown key `per_mnth` in `siting.0`",
        "did you mean `per_month`?",
    ),
    "a rule for no streets": (
        "siting: [{rule: most_recorded_crime, streets: 0}]",
        ":6:47: `siting.0.streets` is out of bounds (0)",
        "at least 1",
    ),
    "crimes that officers take away": (
        "streets: {north_end: {place: north_end, crimes_per_officer_hour: -1}}",
        ":6:66: `streets.north_end.crimes_per_officer_hour` is out of bounds (-1)",
        "at least 0",
    ),
    "a team that there is not": (
        'calendar:\n  - {place: north_end, "on": "2025-10-02", team: c}',
        "no such team (c)",
        "a, b",
    ),
    "two deployments of one team at one time": (
        f'calendar:\n  - {OUTING}\n  - {{place: north_end, "on": "2025-10-02", start_h: 14}}',
        "team a has two deployments at one time on 2025-10-02",
        "a team is at one place at a time",
    ),
    "a day before the programme": (
        'calendar:\n  - {place: north_end, "on": "2025-09-02"}',
        "the programme begins (2025-09-02",
        "later day",
    ),
    "a deployment past midnight": (
        'calendar:\n  - {place: north_end, "on": "2025-10-02", start_h: 20}',
        "ends at 25.6 h",
        "by 24 h",
    ),
    "more officers than the force has": (
        "force: {officers: 10, teams: {a: 12}}",
        "more officers (12) than the force (10)",
        "raise `officers`",
    ),
    "a deployment with more officers than a team": (
        "force: {officers: 8, teams: {a: 8}}",
        "takes more officers (12) than every team has (8)",
        "at most 8",
    ),
    "a pause that ends before it begins": (
        'pauses: [{begins: "2026-02-01", ends: "2026-01-01"}]',
        "ends before it begins (2026-01-01",
        "a later day",
    ),
    "two pauses at one time": (
        'pauses: [{begins: "2026-01-01"}, {begins: "2026-02-01"}]',
        "two pauses overlap",
        "the first must end",
    ),
    "a network denser than the population": (
        "borough: {residents: 1000}\nnetwork: {local_ties: 150}",
        "the population allows (150 ties",
        "fewer",
    ),
    "groups of the search rates": (
        "stop_and_search: {kind: stop_and_search, rate_per_1000: {black: 41.7, white: 11.1}}",
        "no value for asian, mixed, other, whom the population has",
        "give all of",
    ),
    "a street that a rule names twice": (
        "siting: [{rule: fixed, places: [north_end, north_end]}]",
        "a street is named twice (north_end)",
        "each is named once",
    ),
    "a group of the population that there is not": (
        "borough: {resident_shares: {roma: 0.1, white: 0.9}}",
        "roma",
        "asian",
    ),
    "groups of the profile": (
        "policy: []\nlfr: {name: a van, sites: [van], recognition: {profile: {name: one, regime: own, "
        "face_shares: {white: 1}, "
        "list_shares: {white: 1}, points: [{threshold: 0.6, watchlist_size: 1000, source: made up, "
        "fpir: [{rate: 0.001}], tpir: [{rate: 0.8}]}, {threshold: 0.7, watchlist_size: 1000, source: made up, "
        "fpir: [{rate: 0.0001}], tpir: [{rate: 0.7}]}]}}}",
        "no operating point for",
        "needs all of",
    ),
    "a policy that there is not": (
        "policy: lfr_fixd_2025",
        "no such policy (lfr_fixd_2025)",
        "did you mean lfr_fixed_2025",
    ),
    "a site that a street lacks": ("lfr: {sites: [roof]}", "no camera site roof", "south, north, van"),
    "a key that there is not": ("sitting: []", "unknown key `sitting`", "siting"),
    "months that are none": ("siting: [{rule: fixed, months: [4, 2]}]", "not a first and a last month", "from 1"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_programme_that_cannot_be_is_refused(mistake, tmp_path):
    lines, what, allowed = MISTAKES[mistake]
    file = write(tmp_path, lines)
    with pytest.raises(ScenarioError) as refused:
        load_programme(file)
    message = str(refused.value)
    assert what in message
    assert allowed in message
    assert message.startswith(f"{file}:")


def test_single_settings_are_set_last(tmp_path):
    file = write(tmp_path, "")
    changed = load_programme(file, settings=["months=2", "lfr.threshold=0.7", "borough.residents=5000"])
    assert (changed.months, changed.borough.residents) == (2, 5000)
    assert changed.lfr is not None
    assert changed.lfr.threshold == 0.7


def test_programmes_search_only_what_can_matter_unless_they_say_otherwise(tmp_path):
    assert load_programme(write(tmp_path, "")).lfr.recognition.backend.mode == "thinned"
    own = write(tmp_path, "lfr: {recognition: {backend: {mode: vector}}}")
    assert load_programme(own).lfr.recognition.backend.mode == "vector"
