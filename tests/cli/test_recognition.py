"""`passerby recognition` as a user has it: its output, its exit status, and nothing half-written."""

import pytest
from commands import passerby
from strict_json import parsed

OWN = """name: own
regime: own
points:
  - {threshold: 0.6, watchlist_size: 300, source: mine, fpir: [{rate: 0.01}], tpir: [{count: 80, of: 100}]}
face_shares: {a: 0.5, b: 0.5}
list_shares: {a: 0.5, b: 0.5}
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_check_prints_one_document_with_what_is_stated_and_achieved(own):
    done = passerby("recognition", "check", "own.yaml", "--searches", "500", "--mated", "200", "--json", cwd=own)
    document = parsed(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert {(row["rate"], row["group"], row["method"]) for row in document["rates"]} == {
        (rate, group, method)
        for group in "ab"
        for rate, method in (("tpir", "search"), ("fpir", "search"), ("fpir", "caps"))
    }
    assert [row["of"] for row in document["counts"]] == [None, 100]


def test_check_without_json_is_a_table_that_fits_eighty_columns(own):
    done = passerby("recognition", "check", "own.yaml", "--searches", "100", "--mated", "100", cwd=own)
    assert done.returncode == 0
    assert "At 0.6, 300 references" in done.stdout
    assert "…" not in done.stdout


def test_det_prints_some_twenty_rows_and_writes_the_rest_and_draws(own):
    files = ("--png", "det.png", "-o", "det.json")
    done = passerby("recognition", "det", "own.yaml", "--watchlist-size", "300", *files, cwd=own)
    assert "0.6*" in done.stdout
    assert 10 < len(done.stdout.splitlines()) < 30
    assert "…" not in done.stdout
    document = parsed((own / "det.json").read_text(encoding="utf-8"))
    assert (document["watchlist_size"], len(document["thresholds"])) == (300, 161)
    assert (own / "det.png").read_bytes().startswith(b"\x89PNG")


def test_det_prints_the_whole_curve_as_one_document_where_it_is_asked_for(own):
    done = passerby("recognition", "det", "own.yaml", "--watchlist-size", "300", "--json", cwd=own)
    assert len(parsed(done.stdout)["groups"]["a"]["fpir"]) == 161


def test_a_profile_made_of_scores_can_be_checked(own):
    rows = [f"{k / 100},{g}" for g in "ab" for k in range(100)]
    for name in ("mated", "non_mated"):
        (own / f"{name}.csv").write_text("\n".join(["score,group", *rows]), encoding="utf-8")
    made = passerby(
        "recognition",
        "profile",
        "--mated",
        "mated.csv",
        "--non-mated",
        "non_mated.csv",
        "--threshold",
        "0.9",
        "--watchlist-size",
        "2",
        "-o",
        "made.yaml",
        cwd=own,
    )
    assert made.returncode == 0, made.stderr
    assert passerby("recognition", "check", "made.yaml", "--searches", "100", "--mated", "100", cwd=own).returncode == 0


def test_distances_become_a_profile_that_says_what_their_threshold_is_as_a_score(own):
    for name, first in (("mated", 30), ("non_mated", 80)):
        rows = [f"{(first + k) / 100}\t{g}".replace(".", ",") for g in "ab" for k in range(60)]
        (own / f"{name}.csv").write_text("\n".join(["Score\tGroup", *rows]), encoding="utf-16")
    given = ["--mated", "mated.csv", "--non-mated", "non_mated.csv", "--threshold", "0.85", "--watchlist-size", "2"]
    made = passerby("recognition", "profile", *given, "--lower-is-better", cwd=own)
    assert made.returncode == 0, made.stderr
    assert "0.85 is a score of 0.540541" in " ".join(made.stdout.split())
    refused = passerby("recognition", "profile", *given, cwd=own)
    assert (refused.returncode, "--lower-is-better" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "gone.yaml"], "gone.yaml: no such file"),
        (["check", "met_field_64"], "did you mean met_field_064 or met_field_060?"),
        (["det", "own.yaml", "--png", "nowhere/det.png"], "nowhere/det.png: cannot be written"),
        (["det", "own.yaml", "-o", "nowhere/det.json"], "nowhere/det.json: cannot be written"),
        (["profile", "--mated", "a.csv"], "something is missing"),
        (
            [
                "profile",
                "--lower-is-better",
                "--mated",
                "a",
                "--non-mated",
                "a",
                "--threshold=-1",
                "--watchlist-size=9",
            ],
            "a distance of -1; above 0, lower is better",
        ),
        (["profile", "--table", "t.csv", "--threshold", "0.5"], "a table stands by itself"),
        (
            ["profile", "--mated", "a.csv", "--non-mated", "a.csv", "--threshold", "0.5", "--watchlist-size", "0"],
            "the list is empty (0)",
        ),
        (
            ["profile", "--mated", "a.csv", "--non-mated", "a.csv", "--threshold", "0.5", "--watchlist-size", "9"],
            "a.csv: no such file",
        ),
    ],
)
def test_bad_input_is_said_with_status_2_and_nothing_is_written(own, arguments, said):
    before = sorted(own.iterdir())
    done = passerby("recognition", *arguments, cwd=own)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(own.iterdir()) == before


def test_a_profile_that_no_geometry_meets_is_refused_before_anything_is_searched(own):
    text = OWN.replace("count: 80, of: 100", "rate: 0.9999999") + "captures: [{quality: 0.01}]\n"
    (own / "own.yaml").write_text(text, encoding="utf-8")
    done = passerby("recognition", "check", "own.yaml", cwd=own)
    assert done.returncode == 2
    assert "own.yaml: `points.0.tpir`: a TPIR of 1 for a at 0.6, but only 0 of the mix" in done.stderr
