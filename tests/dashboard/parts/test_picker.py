"""The picker: a day is a day of one scenario, and scenarios that differ are never called alike."""

from dataclasses import dataclass, replace

from stored_day import write_day

from dashboard.parts.picker import picker
from sim.store.runs import Manifest, open_run


@dataclass(frozen=True)
class Run:
    manifest: Manifest


def test_another_scenario_of_the_same_name_is_no_other_day(tmp_path):
    first = open_run_of(tmp_path)
    second = replace(first, run_id="f" * 16, scenario_sha256="1" * 64)
    third = replace(first, run_id="e" * 16, seed=first.seed + 1)
    policies, days = choices([first, second, third], first)
    assert set(policies) == {f"{first.policy}, scenario 000000", f"{first.policy}, scenario 111111"}
    assert sorted(days.values()) == sorted([first.run_id, third.run_id])


def test_a_name_that_is_one_scenarios_alone_stays_as_it_is(tmp_path):
    first = open_run_of(tmp_path)
    changed = replace(
        first, run_id="f" * 16, scenario_sha256="1" * 64, policy=f"{first.policy}, threshold 0.6 (was 0.64)"
    )
    policies, days = choices([first, changed], first)
    assert set(policies) == {first.policy, changed.policy}
    assert list(days.values()) == [first.run_id]


def open_run_of(folder):
    write_day(folder, "a" * 16, scenario_yaml="name: x\n", n_people=3)
    return open_run(folder, "a" * 16).manifest


def choices(manifests, chosen):
    """Return what may be chosen as policy and as day, by label."""
    section = picker([Run(manifest) for manifest in manifests], chosen)
    by_id = {child.id: {one["label"]: one["value"] for one in child.data} for child in section.children}
    return by_id["pick-policy"], by_id["pick-day"]
