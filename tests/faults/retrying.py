"""Payroll's retrier in a process of its own: `python -m tests.faults.retrying DATABASE`."""

import asyncio
import os
import sys
from pathlib import Path

from chassis.clock import BusinessClock
from chassis.database import create_engine
from chassis.messaging.retrier import Retrier
from services.payroll.consumers import consumers
from tests.faults.launcher import FOLDER, set_traps
from tests.faults.traps import Traps


def main() -> None:
    """Retry until killed."""
    set_traps(Traps(Path(os.environ[FOLDER]), "payroll"), "payroll")
    engine = create_engine(sys.argv[1], application="retrying")
    asyncio.run(Retrier(engine, BusinessClock(), consumers).run())


if __name__ == "__main__":
    main()
