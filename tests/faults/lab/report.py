"""The report of a run: a page, the same as text, and the count of all kills that were survived."""

import html
import json
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.lab.checker import Verdict
from tests.faults.lab.faults import Happened

LIMITS = {"process": 10, "postgres": 15, "kafka": 30}
"""Seconds within which things should move again (p95)."""


@dataclass
class Run:
    """Everything there is to tell."""

    seed: int
    commands: int
    messages: int
    seconds: float
    counted: Mapping[str, int]
    repeated_commands: int
    happened: Sequence[Happened]
    told_again: int
    fenced: int
    poison: int
    verdict: Verdict
    boundaries: int = 0
    balanced: Sequence[bool] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return sum(1 for one in self.happened if one.kind == "kill")

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or out of order, and the ledger always balanced."""
        return self.verdict.holds and all(self.balanced)


def lines(run: Run, survived: int) -> list[tuple[str, str]]:
    """The report as pairs of a word and what is to be said."""
    kinds = Counter(f"{one.kind} {one.part}" for one in run.happened)
    told = [
        ("verdict", "everything holds" if run.holds else "BROKEN"),
        ("commands", f"{run.commands} in {run.seconds:.0f} s (seed {run.seed})"),
        ("messages", f"{_messages(run)} (records of each topic x the consumers named for it)"),
        ("by kind", ", ".join(f"{name} {count}" for name, count in sorted(run.counted.items()))),
        ("sent twice under one key", f"{run.repeated_commands}, all answered the same"),
        ("boundaries killed at", str(run.boundaries) if run.boundaries else "not in this run"),
        ("faults", ", ".join(f"{name} x {count}" for name, count in sorted(kinds.items()))),
        *(_recovery(name, run.happened) for name in LIMITS),
        ("events told again under their id", str(run.told_again)),
        ("slices of a stopped consumer refused", str(run.fenced)),
        ("poison put in, and parked", str(run.poison)),
        ("ledger balanced while it ran", f"{sum(run.balanced)} of {len(run.balanced)} looks"),
        ("kills survived so far", _bound(survived)),
    ]
    told += [(name, one) for name, found in asdict(run.verdict).items() for one in found[:50]]
    return told


def _messages(run: Run) -> str:
    return f"{run.messages}, {run.messages / run.seconds:.0f} a second"


def _recovery(name: str, happened: Sequence[Happened]) -> tuple[str, str]:
    """Seconds until everything moved again after kills of this kind of part."""
    servers = {"postgres", "kafka"}
    seconds = sorted(
        one.seconds
        for one in happened
        if one.kind == "kill"
        and (one.part == name or (name == "process" and one.part not in servers))
    )
    if not seconds:
        return (f"moving again after a kill: {name}", "none was killed")
    p95 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    middle = statistics.median(seconds)
    said = f"median {middle:.1f} s, p95 {p95:.1f} s (aim {LIMITS[name]} s), {len(seconds)} kills"
    return (f"moving again after a kill: {name}", said)


def _bound(survived: int) -> str:
    """None lost in n kills: with 95 % certainty fewer than 3 in n lose something."""
    return f"{survived}; chance that a kill loses something < {3 / max(survived, 1):.2%} (95 %)"


def survived_so_far(file: Path, run: Run) -> int:
    """The cumulative count, kept beside the report; a broken run begins it anew."""
    before = json.loads(file.read_text())["kills"] if file.exists() else 0
    total = before + run.kills + run.boundaries if run.holds else 0
    file.write_text(json.dumps({"kills": total}) + "\n")
    return total


def write(folder: Path, run: Run, *, beside: bool = False) -> list[tuple[str, str]]:
    """Write page, text and raw figures; what they say of this run.

    `beside` keeps the parts that stand in the report already; otherwise it begins anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / "report.json"
    parts = json.loads(raw.read_text())["parts"] if beside and raw.exists() else []
    told = lines(run, survived_so_far(folder / "survived.json", run))
    parts.append({"told": told, "faults": _faults(run), "raw": _raw(run)})
    raw.write_text(json.dumps({"parts": parts}, indent=1) + "\n")
    (folder / "report.txt").write_text("\n".join(_text(one) for one in parts))
    (folder / "report.html").write_text(_page(parts))
    return told


def _faults(run: Run) -> list[tuple[str, str]]:
    return [
        (f"{one.kind} {one.part} {one.at}".rstrip(), f"{one.seconds:.1f} s") for one in run.happened
    ]


def _raw(run: Run) -> dict[str, Any]:
    return {**asdict(run), "kills": run.kills, "holds": run.holds}


def _text(part: Mapping[str, Any]) -> str:
    return "".join(f"{name}: {said}\n" for name, said in part["told"])


def _page(parts: Sequence[Mapping[str, Any]]) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Faults survived</title>'
        "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ccc;"
        "padding:.4rem;text-align:start;vertical-align:top}th{width:20rem}</style>"
        f"<h1>Faults survived</h1>{''.join(_section(one) for one in parts)}</html>\n"
    )


def _section(part: Mapping[str, Any]) -> str:
    told, faults = ("".join(_row(*pair) for pair in part[name]) for name in ("told", "faults"))
    raw = part["raw"]
    return (
        f"<h2>{raw['commands']} commands, {raw['messages']} messages, {raw['kills']} kills</h2>"
        f"<table>{told}</table><details><summary>Each fault, and the seconds until everything "
        f"moved again</summary><table>{faults}</table></details>"
    )


def _row(name: str, said: str) -> str:
    return f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(said)}</td></tr>'
