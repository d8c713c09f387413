"""Identity's own command line: the first members of staff."""

import argparse
import os
from collections.abc import Callable
from typing import Any, get_args

from chassis.app import Service
from chassis.database import create_engine
from chassis.unit_of_work import unit_of_work
from contracts.events.identity import StaffRole
from services.identity.gateways import Gateways
from services.identity.use_cases.create_staff_account import NewStaff, create_staff_account

PASSWORD_VARIABLE = "DAMAN_NEW_PASSWORD"  # noqa: S105 - the name of the variable


def add(parsers: Any, gateways: Callable[[Any], Gateways]) -> None:
    """Add `create-staff`."""
    create = parsers.add_parser("create-staff", help="open the account of a member of staff")
    create.add_argument("login_id")
    create.add_argument("--name", required=True)
    create.add_argument("--phone", required=True)
    create.add_argument(
        "--role", action="append", required=True, metavar="ROLE[:BRANCH]", type=parse_role
    )

    async def act(service: Service, arguments: argparse.Namespace) -> int:
        """Create the account; the password comes by the environment, never by the command line."""
        engine = create_engine(service.settings.database_url, application="create-staff")
        entry = NewStaff(
            arguments.login_id,
            arguments.name,
            arguments.phone,
            os.environ[PASSWORD_VARIABLE],
            tuple(arguments.role),
        )
        async with unit_of_work(engine, service.settings.business_clock) as work:
            account_id = await create_staff_account(
                work, entry, hashing=gateways(service.settings).hashing
            )
        await engine.dispose()
        print(account_id)
        return 0

    create.set_defaults(act=act)


def parse_role(text: str) -> tuple[StaffRole, str | None]:
    """`officer:amman-center` or `treasurer`; argparse reports anything else."""
    name, _, branch = text.partition(":")
    for role in get_args(StaffRole):
        if role == name:
            return role, branch or None
    raise argparse.ArgumentTypeError(f"no such role: {name}")
