"""One database and three roles per service: `python -m deploy.local.databases`.

`<service>` reads and writes rows, `<service>_owner` owns the tables and runs the migrations,
`<service>_operator` looks after parked events (what it may, a migration says). No role can connect
to another service's database. Runs again without harm; waits for the server.
"""

import asyncio
import os
import time

import asyncpg

from deploy.local.keys import SUPERUSER, password_of, roles_of
from deploy.local.parts import SERVICES
from deploy.local.place import Place, place_from_environment

WAIT_SECONDS = 60

_IN_DATABASE = """
alter schema public owner to {owner};
revoke all on schema public from public;
grant usage on schema public to {app}, {operator};
alter default privileges for role {owner} in schema public
    grant select, insert, update, delete on tables to {app};
alter default privileges for role {owner} in schema public
    grant usage, select on sequences to {app};
"""


async def make_databases(place: Place, host: str, port: int) -> None:
    """Make what is missing of roles and databases."""
    server = await _connect(place, host, port, "postgres")
    roles = {row["rolname"] for row in await server.fetch("select rolname from pg_roles")}
    databases = {row["datname"] for row in await server.fetch("select datname from pg_database")}
    for name in SERVICES:
        for role in roles_of(name):
            verb = "alter" if role in roles else "create"
            password = password_of(place.keys, role)
            await server.execute(f"{verb} role {role} login password '{password}'")
        if name not in databases:
            await server.execute(f"create database {name} owner {name}_owner")
        await server.execute(f"revoke all on database {name} from public")
        await server.execute(f"grant connect on database {name} to {name}, {name}_operator")
    await server.close()
    await asyncio.gather(*(_grant(place, host, port, name) for name in SERVICES))


async def _grant(place: Place, host: str, port: int, name: str) -> None:
    connection = await _connect(place, host, port, name)
    app, owner, operator = roles_of(name)
    await connection.execute(_IN_DATABASE.format(app=app, owner=owner, operator=operator))
    await connection.close()


async def _connect(place: Place, host: str, port: int, database: str) -> asyncpg.Connection:
    """A superuser's session; a server that is still starting is waited for."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return await asyncpg.connect(
                host=host,
                port=port,
                user=SUPERUSER,
                password=password_of(place.keys, SUPERUSER),
                database=database,
                ssl=False,
            )
        except (OSError, asyncpg.CannotConnectNowError):
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)


def main() -> None:
    """Make the databases on the server at `DAMAN_POSTGRES` (host:port)."""
    host, _, port = os.environ["DAMAN_POSTGRES"].rpartition(":")
    asyncio.run(make_databases(place_from_environment(), host, int(port)))


if __name__ == "__main__":
    main()
