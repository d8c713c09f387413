"""The audit chain from the command line: `python -m services.<name> audit verify`."""

import argparse
from typing import TYPE_CHECKING

import asyncpg

from chassis.audit import faults
from chassis.database import SESSION_SETTINGS
from chassis.keys import service_keys

if TYPE_CHECKING:
    from chassis.app import Service

SHOWN_MAX = 50
# It reads the whole chain in one transaction, however long that takes.
SETTINGS = {**SESSION_SETTINGS, "transaction_timeout": "0"}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit verify` to a service's command line."""
    audit = commands.add_parser("audit", help="the chain of everything that was written down")
    acts = audit.add_subparsers(dest="audit_act", required=True)
    acts.add_parser("verify", help="whether it is whole; 1 if not").set_defaults(act=_verify)


async def _verify(service: "Service", _: argparse.Namespace) -> int:
    connection = await asyncpg.connect(service.settings.database_url, server_settings=SETTINGS)
    try:
        keys, count = service_keys(service.settings.service_keys_file), 0
        async for fault in faults(connection, keys):
            count += 1
            if count <= SHOWN_MAX:
                print(fault)
        entries = await connection.fetchval("select count(*) from audit_entry")
        pending = await connection.fetchval("select count(*) from audit_pending")
    finally:
        await connection.close()
    print(f"{entries} entries, {pending} not chained yet: {count or 'no'} faults")
    return 1 if count else 0
