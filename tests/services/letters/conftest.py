"""Letters beside the real billing."""

from pathlib import Path

import pytest

from tests.conftest import OpenDatabase
from tests.services.letters.desk import Desk, gateways
from tests.services.people import Establishment


@pytest.fixture
async def desk(database: OpenDatabase, tmp_path: Path) -> Desk:
    letters, billing = await database("letters"), await database("billing")
    return Desk(letters, billing, gateways(billing, tmp_path / "files"))


@pytest.fixture
async def owner(desk: Desk) -> Establishment:
    """An employer without workers."""
    return await desk.joins()
