"""`passerby report` as somebody at a terminal meets it."""

import pytest
from commands import passerby

ALL = ("--html", "sheet.html", "--pdf", "sheet.pdf", "--xlsx", "sheet.xlsx", "--csv", "tables")


def test_a_comparison_is_handed_over_in_every_form_at_once(tmp_path):
    done = passerby("report", "roll_out", "--template", "panel", *ALL, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = [line.split("/")[-1] for line in done.stdout.splitlines()]
    assert written == ["sheet.html", "sheet.pdf", "sheet.xlsx", "differences.csv", "by_group.csv", "metadata.json"]
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "“four streets”" in (tmp_path / "sheet.html").read_text(encoding="utf-8")


def test_into_a_folder_files_have_names_that_say_what_they_are(tmp_path):
    done = passerby("report", "pause", "--template", "panel", "--html", "handed", "--csv", "handed", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    stem = "passerby-comparison-pause-panel"
    assert sorted(path.name for path in (tmp_path / "handed").iterdir()) == [stem, f"{stem}.html"]
    assert (tmp_path / "handed" / stem / "metadata.json").is_file()


@pytest.mark.parametrize(("arguments", "said"), [
    (("threshold_60", "--html", "a.html"), "no such result (threshold_60); did you mean threshold_060?"),
    (("pause", "--template", "pannel", "--html", "a.html"), "(pannel); did you mean panel?"),
    (("pause",), "no form is asked for; --html PATH, --pdf PATH, --xlsx PATH, --csv PATH"),
    (("pause", "--html", "file/a.html"), "cannot be written"),
    (("pause", "--html", "a.html", "--pdf", "file/a.pdf"), "file/a.pdf: cannot be written"),
    (("pause", "--html", "a.html", "--csv", "file"), "cannot be written"),
])  # fmt: skip
def test_a_mistake_is_one_line_and_nothing_is_written(arguments, said, tmp_path):
    (tmp_path / "file").write_text("")
    done = passerby("report", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
