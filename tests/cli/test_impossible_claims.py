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
        ("group: all", "group: martian", "13:12: arm `cameras` has no such group (martian); did you mean asian?"),
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
