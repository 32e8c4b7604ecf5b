"""`passerby boroughs`: tables and a document of what is published of boroughs."""

from commands import passerby
from strict_json import parsed

from sim.compare.published import METRICS


def test_the_command_prints_figures_ranks_and_sources(tmp_path):
    done = passerby("boroughs", "croydon", "newham", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(f"{name}: " in done.stdout for name in METRICS)
    said = " ".join(passerby("boroughs", "--metric", "arrests_per_alert", cwd=tmp_path).stdout.split())
    assert "exact binomial" in said
    assert "tied where their intervals overlap" in said
    assert "Source: Metropolitan Police records" in said
    assert "All are tied" in passerby("boroughs", "--metric", "false_alerts_per_alert", cwd=tmp_path).stdout


def test_the_document_has_every_metric_with_its_counts_and_ties(tmp_path):
    document = parsed(passerby("boroughs", "Tower Hamlets", "--json", cwd=tmp_path).stdout)
    assert [one["metric"] for one in document["metrics"]] == list(METRICS)
    for one in document["metrics"]:
        (row,) = one["boroughs"]
        assert row["borough"] == "Tower Hamlets"
        assert row["numerator"] is not None
        assert all("Tower Hamlets" in one["tie_groups"][k - 1] for k in row["tie_groups"])
        assert one["sources"]


def test_mistakes_end_with_status_2_and_the_nearest_name(tmp_path):
    for arguments, said in (
        (["boroughs", "grenwich"], "did you mean greenwich"),
        (["boroughs", "--metric", "arest"], "one of"),
    ):
        done = passerby(*arguments, cwd=tmp_path)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
