"""How many faults strike, how a load keeps pace with them, and what the report keeps."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults.lab import faults
from tests.faults.lab.checker import Verdict
from tests.faults.lab.faults import Happened
from tests.faults.lab.pace import Pace
from tests.faults.lab.plan import OTHERS, acts, servers_among
from tests.faults.lab.report import Run, write


async def test_a_run_has_as_many_kills_as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    struck = Counter[str]()

    def counting(kind: str) -> Callable[..., Any]:
        async def strike(*_: object) -> None:
            struck[kind] += 1

        return strike

    for name in ("killed", "killed_at", "postgres_immediate"):
        monkeypatch.setattr(faults, name, counting(name))
    monkeypatch.setitem(OTHERS, "postgres", counting("postgres"))
    for act in acts(Random(1), 200, servers_among(200)):
        await act(None)  # type: ignore[arg-type]  # nobody is there to be struck
    assert struck.total() == 200
    assert struck["postgres"] == 10
    assert struck["killed_at"] == 90


def test_each_server_is_killed_in_a_short_run_too() -> None:
    assert servers_among(8) == ["kafka", "postgres"]
    assert Counter(servers_among(200)) == {"kafka": 10, "postgres": 10}


async def test_a_load_goes_on_until_the_faults_and_the_goal_are_through() -> None:
    pace = Pace(10, lambda: 12)
    await pace.comes_to(1.0)
    assert not await pace.goes_on(), "the goal is reached, and no fault is to come"
    assert await Pace(10, lambda: 9, share=1.0).goes_on(), "the goal is not reached"
    assert await Pace(10, lambda: 9, share=0.95).goes_on(), "a fault is to come"


def a_run(kills: int, verdict: Verdict | None = None) -> Run:
    return Run(
        seed=1,
        commands=2,
        messages=300,
        seconds=3,
        counted={},
        repeated_commands=0,
        happened=[Happened("kill", "billing", 4.5, "slice.before-commit")] * kills,
        told_again=0,
        fenced=0,
        poison=0,
        verdict=verdict or Verdict(),
        balanced=[True],
    )


class TestReport:
    def test_two_parts_stand_in_one_report_and_their_kills_are_added(self, tmp_path: Path) -> None:
        write(tmp_path, a_run(3))
        write(tmp_path, a_run(4), beside=True)
        text, page = ((tmp_path / f"report.{kind}").read_text() for kind in ("txt", "html"))
        for said in (text, page):
            assert said.count("everything holds") == 2
            assert said.count("kills survived so far") == 2
        assert "kills survived so far: 7" in text
        assert page.count("slice.before-commit") == 7

    def test_a_new_report_begins_anew_and_goes_on_counting(self, tmp_path: Path) -> None:
        write(tmp_path, a_run(3))
        write(tmp_path, a_run(4))
        assert (tmp_path / "report.txt").read_text().count("verdict") == 1
        assert json.loads((tmp_path / "survived.json").read_text()) == {"kills": 7}

    def test_a_broken_part_says_so_and_ends_the_count(self, tmp_path: Path) -> None:
        write(tmp_path, a_run(3))
        write(tmp_path, a_run(4, Verdict(lost=["a worker"])), beside=True)
        text = (tmp_path / "report.txt").read_text()
        assert "verdict: BROKEN" in text
        assert "lost: a worker" in text
        assert json.loads((tmp_path / "survived.json").read_text()) == {"kills": 0}
