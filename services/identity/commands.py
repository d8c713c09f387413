"""Identity's own command line: members of staff."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from chassis.app import Service
from chassis.database import create_engine
from chassis.unit_of_work import unit_of_work
from contracts.events.identity import StaffRole
from services.identity.gateways import Gateways
from services.identity.use_cases.create_staff_account import NewStaff, create_staff_account


def add(parsers: Any, gateways: Callable[[Any], Gateways]) -> None:
    """Add `load-staff`."""
    load = parsers.add_parser("load-staff", help="open the accounts of members of staff")
    load.add_argument(
        "file",
        type=Path,
        help='JSON: [{"login_id", "name", "phone", "password", "roles": ["officer:zarqa", …]}]; '
        'a program has "public_jwk" in place of phone and password',
    )

    async def act(service: Service, arguments: argparse.Namespace) -> int:
        """Create each account; passwords come by a file, never by the command line."""
        entries = [_entry(one) for one in json.loads(arguments.file.read_text())]
        engine = create_engine(service.settings.database_url, application="load-staff")
        hashing = gateways(service.settings).hashing
        for entry in entries:
            async with unit_of_work(engine, service.settings.business_clock) as work:
                account_id = await create_staff_account(work, entry, hashing=hashing)
            print(f"{entry.login_id}\t{account_id}")
        await engine.dispose()
        return 0

    load.set_defaults(act=act)


def _entry(told: dict[str, Any]) -> NewStaff:
    roles = tuple(parse_role(text) for text in told["roles"])
    credentials = {name: told.get(name) for name in ("phone", "password", "public_jwk")}
    return NewStaff(told["login_id"], told["name"], roles, **credentials)


def parse_role(text: str) -> tuple[StaffRole, str | None]:
    """`officer:amman-center` or `treasurer`; ValueError for anything else."""
    name, _, branch = text.partition(":")
    for role in get_args(StaffRole):
        if role == name:
            return role, branch or None
    raise ValueError(f"no such role: {name}")
