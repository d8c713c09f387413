"""`python -m benchmarks [ROW]`: all measurements, or one. See `benchmarks/README.md`."""

import argparse
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import uvloop

from benchmarks import (
    cold_start,
    consume,
    end_to_end,
    gateway,
    reconcile,
    records,
    relay,
    sign_in,
    write,
)
from benchmarks.figures import Result

ROWS: dict[int, Callable[[], Coroutine[Any, Any, Result]]] = {
    1: relay.main,
    2: consume.main,
    3: write.main,
    7: reconcile.main,
    8: end_to_end.main,
    9: gateway.main,
    10: cold_start.main,
    11: sign_in.main,
}
"""By their place in the table of figures to hold."""


def main() -> int:
    """Run the measurements asked for; 0 unless a count is wrong or a ratio has fallen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("row", nargs="?", type=int, choices=sorted(ROWS))
    parser.add_argument("--accept", action="store_true", help="accept the last run's ratios")
    arguments = parser.parse_args()
    if arguments.accept:
        return _accept()
    asked = sorted(ROWS) if arguments.row is None else [arguments.row]
    results = [_measured(row) for row in asked]
    if arguments.row is None:
        kept = records.run_of(results, datetime.now(UTC).date())
        records.write_json(records.RESULTS, kept)
        records.PAGE.write_text(records.page(kept))
    return _judged(results)


def _measured(row: int) -> Result:
    """One workload, told as soon as it is known."""
    result: Result = uvloop.run(ROWS[row]())
    print("\n".join(result.lines()), flush=True)
    return result


def _judged(results: list[Result]) -> int:
    faults = [f"{one.name}: {fault}" for one in results for fault in one.wrong]
    faults += records.fallen(results, records.read_json(records.ACCEPTED))
    for fault in faults:
        print(f"FAILED {fault}", file=sys.stderr)
    return 1 if faults else 0


def _accept() -> int:
    """Take the ratios of the last whole run over as those that later runs must hold."""
    found = records.ratios(records.read_results(records.read_json(records.RESULTS)))
    records.write_json(records.ACCEPTED, found)
    print("\n".join(f"{value:7.2f}  {name}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
