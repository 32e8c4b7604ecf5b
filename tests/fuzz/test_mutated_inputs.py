"""Every kind of input, mutated: the only way out is an object, or the product's own error that says where.

2,000 examples, shared out by what one costs; `make fuzz N=100000` tries as many more, each time others.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import changed, flipped, scrambled

from dashboard.jobs.form import form_of, request_of
from dashboard.jobs.share import packed, unpacked
from sim.core.errors import SimError
from sim.core.results_version import RESULTS_VERSION
from sim.programme.load import load_programme
from sim.recognition.accuracy.profile import Profile
from sim.scenario.load import document, load, validate
from sim.scenario.own_profile import profile_of_scores, profile_of_table
from sim.scenario.shipped import file_of, names_of, place_file
from sim.store.ensembles import open_ensemble_folder, read_record_folder
from sim.store.programmes import open_programme
from sim.store.runs import open_folder

N = int(os.environ.get("PASSERBY_FUZZ", "2000"))
SHARES = {
    "map": 0.03, "place": 0.04, "policy": 0.05, "profile": 0.25, "scores": 0.23, "programme": 0.03, "manifest": 0.27,
    "link": 0.1,
}  # fmt: skip
MOST_S, MOST_BYTES = 5.0, 2**30
"""Of processor time, and of memory, that a reader may take for one input."""


def fuzzed(kind: str, **arguments: st.SearchStrategy) -> Callable:
    """Return a decorator that tries a test with as many examples as its kind has."""
    examples = max(1, round(N * SHARES[kind]))
    how = settings(
        max_examples=examples, deadline=None, database=None, derandomize="PASSERBY_FUZZ" not in os.environ,
        suppress_health_check=list(HealthCheck), print_blob=True,
    )  # fmt: skip
    return lambda test: how(given(**arguments)(test))


@contextmanager
def bounded() -> Iterator[None]:
    """Hold a reader to what it may take, and let nothing out but the product's own errors, which say where."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    began = time.process_time()
    resource.setrlimit(resource.RLIMIT_AS, (pages + MOST_BYTES, before[1]))
    said = None
    try:
        yield
    except SimError as error:
        said = error
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert said is None or (said.where and said.what)
    assert time.process_time() - began < MOST_S


@cache
def shipped(kind: str, name: str) -> tuple[str, object]:
    """Return a shipped file as its text, and as the document that it is."""
    text = file_of(kind, name).read_text(encoding="utf-8")
    return text, yaml.safe_load(text)


@st.composite
def file_like(draw: st.DrawFn, kind: str) -> bytes:
    """Return a shipped file of a kind, mutated as a document or as a text."""
    text, parts = shipped(kind, draw(st.sampled_from(names_of(kind))))
    if draw(st.booleans()):
        return draw(scrambled(text))
    return yaml.safe_dump(json_like(draw(changed(json_like(parts)))), allow_unicode=True).encode("utf-8", "replace")


def json_like(parts: object) -> object:
    """Return a document without dates, which mutations do not know."""
    return json.loads(json.dumps(parts, default=str))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for place in ("north_end", "generic_high_street"):
        load(place_file(place))  # compiles, if need be: that is not counted
    return tmp_path_factory.mktemp("fuzz")


MAPS = [path for name in names_of("places") for path in [place_file(name).with_suffix(".geojson")] if path.is_file()]


@st.composite
def map_like(draw: st.DrawFn) -> tuple[Path, bytes]:
    path = draw(st.sampled_from(MAPS))
    text = path.read_text(encoding="utf-8")
    if draw(st.booleans()):
        return path, draw(scrambled(text))
    return path, json.dumps(draw(changed(json.loads(text)))).encode("utf-8", "replace")


@fuzzed("map", given_map=map_like())
def test_maps(given_map: tuple[Path, bytes], folder: Path) -> None:
    path, data = given_map
    place = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    (folder / "map.geojson").write_bytes(data)
    (folder / "of_map.yaml").write_text(yaml.safe_dump({**place, "geometry": "map.geojson"}), encoding="utf-8")
    with bounded():
        load(folder / "of_map.yaml")


@fuzzed("place", data=file_like("places"))
def test_places(data: bytes, folder: Path) -> None:
    for path in MAPS:
        if not (folder / path.name).exists():
            (folder / path.name).symlink_to(path)
    (folder / "place.yaml").write_bytes(data)
    with bounded():
        load(folder / "place.yaml")


@fuzzed("policy", data=file_like("policies"))
def test_policies(data: bytes, folder: Path) -> None:
    (folder / "policy.yaml").write_bytes(data)
    with bounded():
        load(place_file("north_end"), policies=[folder / "policy.yaml"])


@fuzzed("profile", data=file_like("recognition"))
def test_profiles(data: bytes, folder: Path) -> None:
    (folder / "profile.yaml").write_bytes(data)
    with bounded():
        validate(Profile, document(folder / "profile.yaml"))


@fuzzed("programme", data=file_like("programmes"))
def test_programmes(data: bytes, folder: Path) -> None:
    (folder / "programme.yaml").write_bytes(data)
    with bounded():
        load_programme(folder / "programme.yaml")


SCORES = "score,group\n" + "".join(f"0.{k:03d},{('old', 'young')[k % 2]}\n" for k in range(100, 160))
TABLE = "threshold,watchlist_size,fpir,tpir\n0.6,1000,0.0001,0.9\n0.64,1000,0.00002,0.85\n"


def as_csv(rows: object) -> str:
    """Return what mutated rows are as a table, whatever they have become."""
    text = io.StringIO()
    given = rows if isinstance(rows, list) else [rows]
    csv.writer(text).writerows(row if isinstance(row, list) else [row] for row in given)
    return text.getvalue()


@st.composite
def table_like(draw: st.DrawFn, text: str) -> bytes:
    if draw(st.booleans()):
        return draw(scrambled(text))
    rows = [line.split(",") for line in text.splitlines()]
    return as_csv(draw(changed(rows))).encode(draw(st.sampled_from(("utf-8", "utf-16"))), "replace")


@cache
def parts_of_workbook() -> dict[str, bytes]:
    """Return the files that a workbook of `SCORES` is made of."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(SCORES)):
        book.active.append(row)
    book.save(file)
    with zipfile.ZipFile(file) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


@st.composite
def workbook_like(draw: st.DrawFn) -> bytes:
    """Return a workbook one file of which is another, or some of whose bytes are others."""
    parts, file = dict(parts_of_workbook()), io.BytesIO()
    is_text = draw(st.booleans())
    if is_text:
        name = draw(st.sampled_from(sorted(parts)))
        parts[name] = draw(scrambled(parts[name].decode()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(zipfile.ZipInfo(name), part)
    return file.getvalue() if is_text else draw(flipped(file.getvalue()))


@fuzzed("scores", mated=table_like(SCORES) | workbook_like(), table=table_like(TABLE), which=st.booleans())
def test_scores_and_tables(mated: bytes, table: bytes, which: bool, folder: Path) -> None:
    for name, data in (("mated.csv", mated), ("non_mated.csv", SCORES.encode()), ("table.csv", table)):
        (folder / name).write_bytes(data)
    with bounded():
        if which:
            profile_of_table(folder / "table.csv", name="own")
        else:
            scores = (folder / "mated.csv", folder / "non_mated.csv")
            profile_of_scores(*scores, threshold=0.15, watchlist_size=10, name="own")


MANIFESTS = {
    open_folder: {
        "run_id": "0123456789abcdef", "place": "A street", "policy": "None", "seed": 1, "replication": 0,
        "results_version": RESULTS_VERSION, "created_by_version": "0.1.0", "scenario_sha256": "0" * 64, "changes": [],
        "threshold": 0.6, "watchlist_size": 10, "backend": "embedding", "profile": "own", "given": "", "weight": 1.0,
        "sites": ["south"], "groups": {"a": "A"}, "start_h": 11.0, "duration_h": 1.0,
    },
    open_programme: {
        "programme_id": "0123456789abcdef", "programme": "A year", "changes": [], "seed": 1, "replication": 0,
        "fidelity": "passage", "policy": None, "groups": {"a": "A"}, "results_version": RESULTS_VERSION,
        "created_by_version": "0.1.0", "deployments": 1, "cancelled": [], "open_days": [],
        "tables_of_walks": [],
    },
    open_ensemble_folder: {
        "ensemble_id": "0123456789abcdef", "results_version": RESULTS_VERSION, "arms": {"a": "day"}, "seed": 1,
        "replications": 1, "draws": 1, "inputs": [], "held": [], "values": [{}],
    },
    read_record_folder: {"record_id": "0123456789abcdef", "failure": {"stage": "draw", "message": "no"}},
}  # fmt: skip


@pytest.mark.parametrize("reader", MANIFESTS, ids=lambda reader: reader.__name__)
def test_stored_manifests_that_are_not_mutated_are_read(reader: Callable, folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(MANIFESTS[reader]))
    assert reader(folder) is not None


@st.composite
def manifest_like(draw: st.DrawFn) -> tuple[Callable, bytes]:
    reader = draw(st.sampled_from(list(MANIFESTS)))
    how = draw(st.sampled_from(("document", "text", "bytes")))
    text = json.dumps(MANIFESTS[reader], indent=2)
    if how == "document":
        return reader, json.dumps(draw(changed(MANIFESTS[reader]))).encode("utf-8", "replace")
    return reader, draw(scrambled(text) if how == "text" else flipped(text.encode()))


@fuzzed("manifest", manifest=manifest_like())
def test_stored_manifests(manifest: tuple[Callable, bytes], folder: Path) -> None:
    reader, data = manifest
    (folder / "manifest.json").write_bytes(data)
    with bounded():
        reader(folder)


FORM = {"place": "london_road", "policy": "lfr_van_2024", "seeds": [1, 2], "replications": 2,
        "settings": {"day.duration_h": 0.05, "lfr.watchlist.size": 500, "lfr.threshold": 0.6}}  # fmt: skip


@fuzzed("link", link=scrambled(packed(form_of(FORM))), form=changed(FORM), which=st.booleans())
def test_links_and_forms(link: bytes, form: object, which: bool) -> None:
    with bounded():
        request_of(unpacked(link.decode("utf-8", "replace")) if which else form_of(form))
