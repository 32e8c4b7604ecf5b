"""`passerby recognition` as a user has it: its output, its exit status, and nothing half-written."""

import pytest
from strict_json import parsed
from test_main import passerby

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


def test_det_prints_json_and_draws(own):
    done = passerby("recognition", "det", "own.yaml", "--watchlist-size", "300", "--png", "det.png", cwd=own)
    assert parsed(done.stdout)["watchlist_size"] == 300
    assert (own / "det.png").read_bytes().startswith(b"\x89PNG")


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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "gone.yaml"], "gone.yaml: no such file"),
        (["check", "met_field_64"], "did you mean met_field_064?"),
        (["det", "own.yaml", "--png", "nowhere/det.png"], "nowhere/det.png: cannot be written"),
        (["profile", "--mated", "a.csv"], "something is missing"),
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
