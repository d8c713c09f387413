"""`python -m benchmarks [ROW]`: all measurements, or one; the exit code says if its goal holds."""

import argparse
import asyncio
import sys

from benchmarks import reconcile

ROWS = {7: reconcile.main}


def main() -> int:
    """Run the measurements asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("row", nargs="?", type=int, choices=sorted(ROWS))
    asked = parser.parse_args().row
    wanted = sorted(ROWS) if asked is None else [asked]
    return max(asyncio.run(ROWS[row]()) for row in wanted)


if __name__ == "__main__":
    sys.exit(main())
