"""A disclosure pack of a tiny day: packed, unpacked, made again; and a byte that was changed is named."""

import json
import zipfile

import pytest
from commands import passerby

from sim.report import reproduce
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file
from sim.store.simulate import Job, simulate

TINY = ("day.duration_h=0.02", "day.warm_up_s=60", "population.residents=5000", "lfr.watchlist.size=200")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    scenario = load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")], settings=TINY)
    run = simulate(Job(scenario, 3), root=folder / "outputs/runs", with_replay=True)
    for name in ("pack.zip", "again.zip"):
        done = passerby("pack", run.manifest.run_id[:8], "-o", name, cwd=folder)
        assert (done.returncode, done.stdout) == (0, f"{name}\n"), done.stderr
    with zipfile.ZipFile(folder / "pack.zip") as archive:
        archive.extractall(folder / "pack")
    return folder / "pack"


def test_a_pack_holds_what_a_result_was_made_of(pack):
    names = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    about = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    assert {
        "reproduce.py", "README.txt", "evidence/policing.yaml", "results/scenario.yaml", "results/metrics.parquet",
        "results/events/alert.parquet", "report/technical.html", "report/tables/metadata.json",
        "source/sim/day/run.py", "source/scenarios/places/north_end.yaml", "source/dashboard/app.py",
        "source/sim/report/report.typ",
        "evidence/tables/trust_by_borough.csv", "source/scenarios/claims/crime_down.yaml",
    } <= names  # fmt: skip
    assert set(about["files"]) == names - {"pack.json"}
    assert (about["seed"], about["replication"], about["kind"]) == (3, 0, "run")
    versions = (pack / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert {"numpy", "numba", "polars", "pydantic"} <= {line.split("==")[0] for line in versions}
    assert "pytest" not in {line.split("==")[0] for line in versions}
    assert not any(name.startswith("results/replay") or name.endswith(".jpg") for name in names)


def test_the_same_result_makes_the_same_pack(pack):
    assert (pack.parent / "pack.zip").read_bytes() == (pack.parent / "again.zip").read_bytes()


def test_every_number_is_made_again_and_a_byte_that_was_changed_is_named(pack, capsys):
    assert reproduce.main([], folder=pack) == 0
    assert "is the same, byte for byte" in capsys.readouterr().out
    manifest = pack / "results/manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"seed": 3', '"seed": 4'), encoding="utf-8")
    changed = pack / "results/metrics.parquet"
    data = bytearray(changed.read_bytes())
    data[200] ^= 1
    changed.write_bytes(data)
    assert reproduce.main([], folder=pack) == 1
    said = capsys.readouterr().out
    assert "results/metrics.parquet: is not as it was packed" in said
    assert "results/metrics.parquet: differs from byte 200 on" in said
    assert "what differs in it: seed" in said
    assert "4 differences" in said


def test_a_pack_of_another_version_is_not_tried(pack, capsys):
    about = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    (pack / "pack.json").write_text(json.dumps({**about, "version": "0.0.1"}), encoding="utf-8")
    assert reproduce.main([], folder=pack) == 2
    assert "the pack is of 0.0.1" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "said"), [
    (("threshold_60", "-o", "a.zip"), "did you mean threshold_060?"),
    (("pause", "-o", "file/a.zip"), "cannot be written"),
])  # fmt: skip
def test_a_mistake_is_one_line_and_nothing_is_written(arguments, said, tmp_path):
    (tmp_path / "file").write_text("")
    done = passerby("pack", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
