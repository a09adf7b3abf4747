"""The rules of the house, walked over the source: a rule that is only written down does not last."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "gis").rglob("*.py"))
PAGES = sorted((ROOT / "apps").rglob("*.py"))
ALL = MODULES + PAGES

# Which rows a package may import from; a package may always import from itself.
ROWS = {
    "errors": set(),
    "units": {"errors"},
    "definitions": {"errors", "units"},
    "crs": {"errors", "units"},
    "schema": {"errors", "units"},
    "clauses.model": set(),
    "district": {"errors", "units", "crs", "schema", "clauses.model"},
    "goals": {"errors", "units", "schema", "district"},
    "results": {"errors", "units", "schema", "district", "goals"},
    "clauses": {"errors", "units", "crs", "schema", "clauses.model"},
    "network": {"errors", "units", "crs", "schema"},
    "measures": {"errors", "units", "crs", "schema", "network", "scenario"},
    "fabric": {"errors", "units", "definitions", "crs", "schema"},
    "plots": {"errors", "units", "definitions", "crs", "schema", "measures", "district", "network"},
    "review": {"errors", "units", "definitions", "crs", "schema", "measures", "district", "network", "plots"},
    "coordinate_txt": set(),
    "shifts": set(),
    "shift_guard": {"crs", "shifts"},
    "adjustment": {"errors"},
    "axis_order": {"adjustment"},
    "read": {
        "errors", "units", "definitions", "crs", "schema", "district", "goals", "results", "clauses", "clauses.model",
        "scenario", "coordinate_txt", "shifts", "shift_guard", "plots", "review",
    },
    "views": {
        "errors", "units", "crs", "schema", "district", "goals", "results", "clauses.model", "clauses", "scenario",
        "coordinate_txt", "adjustment", "plots", "review",
    },
    "scenario": {"errors"},
    "importing": {"errors", "units", "crs", "schema", "read", "views"},
    "prepare": {"errors", "units", "crs", "schema", "district", "read", "fabric", "views"},
    "prepare_adjusted": {
        "errors", "crs", "district", "clauses", "adjustment", "axis_order", "read", "views",
    },
    "assessment": {
        "errors", "units", "crs", "schema", "district", "goals", "results", "network", "measures",
        "read", "scenario", "clauses.model", "plots", "review",
    },
}  # fmt: skip


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def package_of(dotted: str) -> str:
    inner = dotted.removeprefix("gis.")
    return "clauses.model" if inner.startswith("clauses.model") else inner.split(".")[0]


def own_imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "gis":
            if node.module == "gis":
                found |= {f"gis.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("gis.")}
    return found


def dotted_name(path: Path) -> str:
    inner = path.relative_to(ROOT).with_suffix("")
    return ".".join(inner.parts).removesuffix(".__init__")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def shown(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_imports_flow_one_way(path: Path) -> None:
    package = package_of(dotted_name(path))
    if package in ("gis", "cli", "__main__"):
        return
    allowed = ROWS[package] | {package}
    wrong = {name for name in own_imports(path) if package_of(name) not in allowed}
    assert not wrong, f"{package} may not import {wrong}"


def test_views_never_measure_or_read() -> None:
    for path in (ROOT / "gis" / "views").rglob("*.py"):
        assert not {
            name for name in own_imports(path) if package_of(name) in ("measures", "read", "network", "assessment")
        }


def test_only_apps_import_streamlit_and_only_the_door_folium() -> None:
    for path in ALL:
        text = path.read_text(encoding="utf-8")
        if re.search(r"^\s*(import|from) streamlit", text, re.MULTILINE):
            assert path.is_relative_to(ROOT / "apps"), shown(path)
        if re.search(r"^\s*(import|from) (folium|branca)", text, re.MULTILINE):
            assert path.is_relative_to(ROOT / "gis" / "views"), shown(path)
            assert path.stem.startswith(("map", "assets")), shown(path)


def test_only_crs_reprojects_and_names_codes() -> None:
    for path in ALL:
        if path == ROOT / "gis" / "crs.py":
            continue
        code = "\n".join(
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
        )
        assert ".to_crs(" not in code, shown(path)
        strings = [
            node.value
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("EPSG:")
        ]
        assert not [text for text in strings if re.fullmatch(r"EPSG:\d+", text)], shown(path)


def test_files_are_opened_only_in_read_and_views() -> None:
    opening = {
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "rename",
        "replace_file",
    }
    for path in MODULES:
        package = package_of(dotted_name(path))
        if package in ("read", "views", "cli"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert name not in opening, f"{shown(path, node)} opens a file"


def test_no_broad_except_no_assert_no_print() -> None:
    for path in ALL:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                names = {getattr(name, "id", "") for name in ast.walk(node.type)} if node.type else {""}
                assert node.type is not None, shown(path, node)
                assert not names & {"Exception", "BaseException"}, shown(path, node)
            assert not isinstance(node, ast.Assert), shown(path, node)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
                pytest.fail(f"{shown(path, node)} prints")


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    doc = ast.get_docstring(node) or ""
    return (node.end_lineno or 0) - node.lineno + 1 - (len(doc.splitlines()) if doc else 0)


def test_sizes_stay_small() -> None:
    for path in ALL:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, shown(path)
    lengths = sorted(body_lines(node) for path in ALL for node in functions(path))
    assert lengths[-1] <= 80
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 40


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_public_functions_are_documented(path: Path) -> None:
    for node in functions(path):
        if node.name.startswith("_"):
            continue
        doc = ast.get_docstring(node)
        assert doc, f"{shown(path, node)} {node.name} has no docstring"
        own = [n for child in node.body for n in ast.walk(child) if isinstance(n, ast.Raise) and n.exc is not None]
        if own and not node.name.startswith("__"):
            assert "Raises" in doc, f"{shown(path, node)} {node.name} raises but does not say so"
        hinted = [*node.args.args, *node.args.kwonlyargs]
        assert all(a.annotation or a.arg in ("self", "cls") for a in hinted), f"{shown(path, node)} lacks hints"
        assert node.returns is not None, f"{shown(path, node)} {node.name} lacks a return hint"


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_at_most_six_arguments(path: Path) -> None:
    for node in functions(path):
        if node.name == "__init__" or any("command" in ast.dump(d) for d in node.decorator_list):
            continue
        count = len([a for a in node.args.args + node.args.kwonlyargs if a.arg not in ("self", "cls")])
        measure = any("measure" in ast.dump(decorator) for decorator in node.decorator_list)
        fabric = "fabric" in path.parts  # one argument a layer
        assert count <= (10 if measure or fabric else 6), f"{shown(path, node)} {node.name} takes {count}"


def test_no_module_is_a_drawer() -> None:
    assert not {path.stem for path in ALL} & {"utils", "common", "helpers", "misc", "core", "util", "helper"}


def test_every_module_has_its_test() -> None:
    missing = []
    for path in MODULES:
        if path.name == "__init__.py" and len(path.read_text(encoding="utf-8").splitlines()) < 30:
            continue
        inner = path.relative_to(ROOT / "gis")
        name = f"test_{path.parent.name if path.name == '__init__.py' else path.stem}.py"
        if not (ROOT / "tests" / "gis" / inner.parent / name).exists():
            missing.append(str(inner))
    assert not missing, f"no test for: {missing}"


def test_importing_the_engine_is_light() -> None:
    code = "import sys, gis; sys.exit(bool({'folium', 'matplotlib', 'streamlit'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_public_list_is_complete() -> None:
    import gis

    assert sorted(gis.__all__) == list(gis.__all__)
    assert all(hasattr(gis, name) for name in gis.__all__)
    assert {"read_district", "assess", "GisError"} <= set(gis.__all__)


def commands() -> list[str]:
    import click

    from gis.cli import main

    found = []
    with click.Context(main) as context:
        every = {name: main.get_command(context, name) for name in main.list_commands(context)}
    for name, command in every.items():
        assert command is not None, f"yitu {name} has no home"
        assert command.help, f"yitu {name} has no help"
        inner = command.commands if isinstance(command, click.Group) else {}
        found += [f"{name} {sub}" for sub in inner] or [name]
        assert all(sub.help for sub in inner.values())
    return found


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert not [command for command in commands() if f"yitu {command}" not in text]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_package_index_is_named() -> None:
    index = re.compile(r"index[-]url|find[-]links|https?://[^ \"]*/(simple|packages)/")
    for path in tracked():
        if path.suffix in (".png", ".ico") or path == Path(__file__).resolve():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not index.search(text), f"{path.relative_to(ROOT)} names a package index"


def test_nothing_of_others_is_copied_in() -> None:
    """Scripts, styles and fonts of others come from pinned packages; ours alone lie in gis/views/static."""
    for path in tracked():
        assert path.suffix not in (".ttf", ".otf", ".woff", ".woff2"), path.name
        assert not re.search(r"leaflet|jquery|bootstrap", path.name), path.name
