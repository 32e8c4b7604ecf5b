"""Layers: files import only downwards, and each heavy library has one door."""

import ast
import tomllib

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from source_files import ROOT, modules, name_of


def test_the_contracts_of_the_layers_hold(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == EXIT_STATUS_SUCCESS, (
        capsys.readouterr().out
    )


DOORS = {
    "mesa": ("sim/day/world.py", "sim/day/agents.py", "sim/metrics/mesa_street.py"),
    "plotly": ("sim/report/", "dashboard/"),
    "dash": ("dashboard/",),
    "dash_mantine_components": ("dashboard/",),
    "shapely": ("sim/street/", "sim/scenario/"),
    "numba": ("sim/core/compiling.py", "sim/core/compiled_pairs.py"),
    "llvmlite": ("sim/core/compiled_pairs.py",),
    "pyogrio": ("sim/scenario/gis_file.py",),
    "cv2": ("sim/recognition/image/",),
    "dask": (),
}


@pytest.mark.parametrize("module", modules(), ids=name_of)
def test_a_heavy_library_is_imported_through_its_door_only(module):
    name = name_of(module)
    strays = [library for library in imported(module) if library in DOORS and not name.startswith(DOORS[library])]
    assert not strays


def imported(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_an_import_for_types_counts_like_any_other():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert not contracts.get("exclude_type_checking_imports", False)
    assert not [name_of(file) for file in modules() if "TYPE_CHECKING" in file.read_text(encoding="utf-8")]
