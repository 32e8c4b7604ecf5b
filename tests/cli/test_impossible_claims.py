"""What cannot be in a claim is refused where its file has it, before anything is run: groups, arms, margins."""

import pytest
from commands import passerby

FILE = """
title: A claim
who: somebody
when: "2026"
source: a test
speaks: neither
hypotheses:
  - name: h
    kind: simulated
    says: It is so.
    arms: {search: stop_and_search+months=3, cameras: north_end_year+months=3}
    metric: precision
    group: all
    margin: {name: m, at_least: 0.9, unit: per alert, why: a choice}
"""


@pytest.mark.parametrize(
    ("was", "wrong", "said"),
    [
        ("group: all", "group: martian", "13:12: arm `cameras` has no such group (martian); all, every, asian"),
        ("group: all", "group: blak", "13:12: arm `cameras` has no such group (blak); did you mean black? all, every"),
        ("metric: precision", "metric: pricision", "12:13: no such metric (pricision); did you mean precision?"),
        (
            "metric: precision",
            "metric: false_stop_rate\n    of: at_least_once",
            "12:13: no such metric (false_stop_rate); did you mean false_stops_per_face or false_stops_per_arrest?",
        ),
        (
            "metric: precision",
            "metric: false_stops\n    of: at_least_once",
            "13:9: false_stops is no rate (at_least_once); a metric per something, such as false_stops_per_face, "
            "false_stops_per_engagement, false_stops_per_arrest, or `of: level`",
        ),
        (
            "metric: precision\n    group: all",
            "metric: officer_hours\n    group: black",
            "13:12: officer_hours is not told by group (black); all, or a metric that is: people, listed_people",
        ),
        (
            "metric: precision\n    group: all",
            "metric: footfall_displaced\n    group: black",
            "13:12: footfall_displaced is not told by group (black); all, or a metric that is: footfall_avoided",
        ),
        ('when: "2026"', "when: 2026", "4:7: `when` is of the wrong kind (2026); it must be a text, in quotation"),
        ("hypotheses:", "out_of_scope: No.\nhypotheses:", "7:15: hypotheses, and `out_of_scope`, which says why"),
        ("group: all", "arm: search", "12:13: arm `search` has no such metric (precision): no face is searched"),
        ("year+months=3}", "year+nosuchkey=1}", "11:55: unknown key `nosuchkey`; keys here are name"),
        ("year+months=3}", "year+threshold=x}", "11:55: unknown key `threshold`"),
        ("year+months=3}", "year+lfr.threshold=x}", "11:55: `lfr.threshold` is of the wrong kind"),
        ("months=3}", "lfr_van_2029}", "11:55: no such policy (lfr_van_2029)"),
        ("at_least: 0.9", "at_least: -1", "14:33: what is measured cannot be there (-1 per alert); 0 to 1 per alert"),
        ("at_least: 0.9", "at_least: 150 %", "14:33: what is measured cannot be there (1.5 per alert); 0 to 1"),
        (
            "at_least: 0.9",
            "between: [-0.1, 0.9]",
            "14:32: what is measured cannot be there (-0.1 per alert); 0 to 1",
        ),
    ],
)
def test_it_is_said_with_its_place_and_nothing_is_run(tmp_path, was, wrong, said):
    file = tmp_path / "own.yaml"
    file.write_text(FILE.replace(was, wrong, 1), encoding="utf-8")
    done = passerby("claims", "own.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert f"own.yaml:{said}" in done.stderr
    assert not (tmp_path / "outputs").exists()
