"""`python -m benchmarks`: measure, print one table, and with --write keep it in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import exact, report
from benchmarks.cases import CASES, SUITES
from benchmarks.run import compare
from benchmarks.workload import GRID, TILED, available, make

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def arguments(here: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--suites", nargs="+", choices=[*SUITES, "exact"], default=[*SUITES, "exact"])
    parser.add_argument(
        "--networks", nargs="+", choices=[*dict.fromkeys([*here, GRID])], help="default: all that are here"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each engine is asked (default 5)")
    parser.add_argument("--write", action="store_true", help=f"keep the page in {PAGE.relative_to(PAGE.parents[1])}")
    return parser.parse_args()


def main() -> None:
    here, root = available()
    given = arguments(here)
    if here == [GRID]:
        print("No real network: YITU_DATA names no folder with the extracts. A made-up grid city is measured instead.")
    networks = given.networks or here
    cases = [case for case in CASES if case.suite in given.suites]
    wanted = {name for case in cases for name in case.networks if name in networks or case.networks == (GRID,)}
    if "exact" in given.suites:
        wanted |= set(networks) - {TILED}
    rows, sizes, errors = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        works = {}
        for name in dict.fromkeys(name for name in (*here, GRID) if name in wanted):
            print(f"reading {name} …", file=sys.stderr, flush=True)
            works[name] = make(name, root, Path(folder))
            arrays = works[name].arrays
            sizes.append((name, len(arrays["xy"]), len(arrays["a"])))
        for case in cases:
            for name in [name for name in case.networks if name in works]:
                if name == GRID and GRID not in networks and case.networks != (GRID,):
                    continue
                print(f"{case.suite}: {case.title}, {name} …", file=sys.stderr, flush=True)
                rows += compare(case, name, works[name], rounds=given.rounds)
        if "exact" in given.suites:
            some = {name: work.folder for name, work in works.items() if name not in (TILED, GRID) or name in networks}
            some.pop(TILED, None)
            try:
                errors = exact.table(some)
            except ImportError:
                print("exact: not measured, networkx is not installed", file=sys.stderr)
    page = report.text(rows, errors, sizes, " ".join(["python -m benchmarks", *sys.argv[1:]]))
    print(page)
    if given.write:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
