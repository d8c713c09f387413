"""Tell the story of one seed: `python -m tests.faults.model 4711 [--without inbox]`."""

import argparse
import sys

from tests.faults.model import rules
from tests.faults.model.invariants import broken
from tests.faults.model.world import World


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--without", choices=rules.NAMES, help="a rule to break")
    asked = parser.parse_args()
    played = rules.without(asked.without) if asked.without else rules.Rules()
    world = World(asked.seed, played, telling=True).run()
    sys.stdout.write("\n".join(world.story or ()) + "\n")
    found = broken(world)
    sys.stdout.write("\n".join(found or ["every invariant holds"]) + "\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
