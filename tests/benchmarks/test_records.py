"""What a run says and when it fails: nothing here measures."""

import json
from dataclasses import replace
from datetime import date

import pytest

from benchmarks import records
from benchmarks.figures import Figure, Result

RELAY = Result(
    row=1,
    name="relay",
    workload="many events",
    peer="a bare producer",
    figures=[
        Figure("the bare producer", 0.8, 0.8),
        Figure("its time", 2.0, better="lower"),
        Figure("p50", 30.0, 25, "ms", "lower"),
    ],
    raw={"relay, events/s": [1.0, 2.0]},
    finding="The producer is what costs.",
)
ACCEPTED = {"1 relay: the bare producer": 0.8, "1 relay: its time": 2.0, "1 relay: p50": 1.0}


def measured(**values: float) -> list[Result]:
    """The same workload with other figures."""
    figures = [
        replace(one, value=values.get(one.unit + one.better, one.value)) for one in RELAY.figures
    ]
    return [replace(RELAY, figures=figures)]


class TestAccepted:
    def test_the_same_ratios_hold(self) -> None:
        assert records.fallen([RELAY], ACCEPTED) == []

    def test_a_little_worse_holds(self) -> None:
        assert records.fallen(measured(xhigher=0.69, xlower=2.3), ACCEPTED) == []

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"xhigher": 0.67}, "relay: 0.67 x the bare producer, accepted 0.8"),
            ({"xlower": 2.4}, "relay: 2.40 x its time, accepted 2.0"),
        ],
    )
    def test_a_ratio_that_fell_is_told(self, values: dict[str, float], told: str) -> None:
        assert records.fallen(measured(**values), ACCEPTED) == [told]

    def test_milliseconds_depend_on_the_machine(self) -> None:
        assert records.fallen(measured(mslower=900.0), ACCEPTED) == []

    def test_what_was_never_accepted_cannot_fall(self) -> None:
        assert records.fallen(measured(xhigher=0.01), {}) == []

    def test_only_ratios_are_accepted(self) -> None:
        assert records.ratios([RELAY]) == {
            "1 relay: the bare producer": 0.8,
            "1 relay: its time": 2.0,
        }


class TestPage:
    def test_is_written_from_what_was_kept(self) -> None:
        kept = json.loads(json.dumps(records.run_of([RELAY], date(2026, 3, 20))))
        shown = records.page(kept)
        assert "| 1 relay | **0.80 x** the bare producer | >= 0.8 x | met | many events |" in shown
        assert "|  | **30.0 ms** p50 | <= 25 ms | missed |" in shown
        assert "**1 relay.** The producer is what costs." in shown
        assert "Measured on 2026-03-20: cores " in shown

    def test_keeps_raw_numbers(self) -> None:
        kept = json.loads(json.dumps(records.run_of([RELAY], date(2026, 3, 20))))
        assert records.read_results(kept) == [RELAY]


class TestLines:
    def test_the_ratio_comes_first(self) -> None:
        assert RELAY.lines()[1].strip().startswith("0.80 x")

    def test_a_wrong_count_is_told(self) -> None:
        assert "  WRONG: 3 of 4" in replace(RELAY, wrong=["3 of 4"]).lines()
