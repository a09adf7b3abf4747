"""Engines side by side: each in its own process, asked in turn, compared round by round."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.cases import Case
from benchmarks.elsewhere import PEERS, python_of, surroundings
from benchmarks.osm_file import write_osm
from benchmarks.work import Work

OWN = "yitu"
ENOUGH_S = 25.0  # an engine that has used so much is asked no more


@dataclass
class Contender:
    """One engine's process and what it told."""

    name: str
    process: subprocess.Popen[str] | None
    answer: Path
    missing: str = ""
    version: str = ""
    build_s: float = 0.0
    before_mib: float = 0.0
    peak_mib: float = 0.0
    seconds: list[float] = field(default_factory=list)

    def told(self) -> dict[str, object]:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name}: ended without an answer (code {self.process.wait()})")
        return json.loads(line)

    def say(self, word: str) -> None:
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()


@dataclass(frozen=True)
class Row:
    """One line of the table: the engine's figures, and how many times slower than ours round by round."""

    case: Case
    network: str
    engine: str
    missing: str = ""
    build_s: float = 0.0
    before_mib: float = 0.0
    peak_mib: float = 0.0
    seconds: tuple[float, ...] = ()
    ratios: tuple[float, ...] = ()
    apart: float = 0.0
    unlike: int = 0
    answer: tuple[float, ...] = ()
    version: str = ""

    @property
    def median_s(self) -> float:
        return float(np.median(self.seconds))

    @property
    def ratio(self) -> float:
        return float(np.median(self.ratios))


def _begin(case: Case, engine: str, work: Work, into: Path) -> Contender:
    answer = into / f"{case.suite}-{engine}.npy"
    python = python_of(engine)
    if python is None:
        return Contender(engine, None, answer, missing=engine)
    if engine == "valhalla":
        write_osm(work)
    command = [python, "-m", "benchmarks.worker", case.suite, engine, str(work.folder)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [*command, json.dumps(dict(case.question)), str(answer)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
        env=surroundings(engine),
    )  # fmt: skip
    contender = Contender(engine, process, answer)
    told = contender.told()
    if "missing" in told:
        contender.missing = engine if engine in PEERS else str(told["missing"])
    else:
        contender.build_s, contender.before_mib = float(told["build_s"]), float(told["before_mib"])
        contender.version = str(told["version"])
    return contender


def compare(case: Case, network: str, work: Work, *, rounds: int) -> list[Row]:
    """Build every engine in its process, then let them answer in turn."""
    with tempfile.TemporaryDirectory() as folder:
        contenders = [_begin(case, name, work, Path(folder)) for name in (OWN, *case.also, *case.bars)]
        present = [one for one in contenders if not one.missing]
        for _ in range(rounds):
            for one in present:
                if sum(one.seconds) > ENOUGH_S:
                    continue
                one.say("ask")
                one.seconds.append(float(one.told()["seconds"]))
        for one in present:
            one.say("end")
            one.peak_mib = float(one.told()["peak_mib"])
        return [_row(case, network, one, contenders[0]) for one in contenders]


def _row(case: Case, network: str, one: Contender, own: Contender) -> Row:
    if one.process is not None:
        one.process.communicate()  # ends and closes its pipes
    if one.missing:
        return Row(case, network, one.name, missing=one.missing)
    answer, ours = np.load(one.answer).ravel(), np.load(own.answer).ravel()
    both = np.isfinite(answer) & np.isfinite(ours)
    gaps = np.abs(answer[both] - ours[both])
    if case.unit == "of the area":
        gaps = gaps / np.abs(ours[both])
    return Row(
        case, network, one.name, "", one.build_s, one.before_mib, one.peak_mib, tuple(one.seconds),
        tuple(theirs / mine for theirs, mine in zip(one.seconds, own.seconds, strict=False)),
        float(gaps.max(initial=0.0)), int((np.isfinite(answer) != np.isfinite(ours)).sum()), tuple(answer[:3].tolist()),
        one.version,
    )  # fmt: skip
