"""Databases, roles and tables, in one go: `python -m deploy.local.prepare`.

What `databases` and each service's `migrate` do one by one; one process loads the libraries once.
"""

import asyncio

from chassis import migrations
from deploy.local.databases import make_databases
from deploy.local.environment import migration_environment, on_this_machine
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, HOST, place_from_environment


def main() -> None:
    """Make what is missing and migrate every service's database to its newest version."""
    place = place_from_environment()
    asyncio.run(make_databases(place, HOST, place.port("postgres")))
    for name in SERVICES:
        environment = migration_environment(name, on_this_machine(place))
        owner_url = environment["DAMAN_DATABASE_OWNER_URL"]
        migrations.upgrade(CHECKOUT / "services" / name, owner_url)


if __name__ == "__main__":
    main()
