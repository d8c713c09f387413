"""`python -m deploy.contracts`: write the documents, or with `--check` say what is wrong.

A change that a released event does not allow is refused by name, and nothing is written. An event
that has not left your branch is no release yet: remove its file in `contracts/released` first.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.contracts.documents import stale, write
from deploy.contracts.releases import refused
from deploy.contracts.sources import CONTRACTS
from deploy.contracts.topics import stated_topics, untrue


def main(arguments: Sequence[str], folder: Path = CONTRACTS) -> int:
    """Write or check; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.contracts")
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(arguments).check
    faults = [*refused(folder), *untrue(stated_topics())]
    for fault in faults:
        print(f"refused: {fault}")
    if faults:
        return 1
    if not check:
        write(folder)
    old = stale(folder)
    for name in old:
        print(f"contracts/{name} is stale: run `make contracts`")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
