"""Billing's own command line: the law's figures."""

import argparse
from typing import Any

from chassis.app import Service
from chassis.database import create_engine
from chassis.unit_of_work import unit_of_work
from services.billing.use_cases.load_law import load_law


def add(parsers: Any) -> None:
    """Add `load-law`."""
    load = parsers.add_parser("load-law", help="announce the limits of the law")
    load.add_argument("--again", action="store_true", help="also those announced before")

    async def act(service: Service, arguments: argparse.Namespace) -> int:
        """Announce what has not been; running it again changes nothing."""
        engine = create_engine(service.settings.database_url, application="load-law")
        async with unit_of_work(engine, service.settings.business_clock) as work:
            count = await load_law(work, again=arguments.again)
        await engine.dispose()
        print(f"{count} announced")
        return 0

    load.set_defaults(act=act)
