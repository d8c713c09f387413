"""The tables every service has, as SQL; a service's first migration applies them."""

from importlib.resources import files

from alembic import op


def apply(version: str) -> None:
    """Run one script of this folder (`0001_chassis`) inside the current migration."""
    script = files(__package__).joinpath(f"{version}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n--;;\n"):
        op.execute(statement.replace(":", r"\:"))
