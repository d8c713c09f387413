"""The reading process ends alone: limits that hold, and what its caller makes of each end."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

import chassis
from chassis.workbooks import reading
from chassis.workbooks.reading import ReaderFailedError, read_rows
from chassis.workbooks.refusals import UnreadableWorkbook
from tests.chassis.workbooks.building import COLUMNS, HEAD, row, small

ROOT = Path(chassis.__file__).parents[1]
PROBE = """
import socket
from chassis.workbooks import child
child._limit()
for name, attempt in (
    ("memory", lambda: bytearray(child.MEMORY_BYTES_MAX)),
    ("file", lambda: open("/etc/hostname")),
    ("socket", lambda: socket.socket()),
):
    try:
        attempt()
    except (MemoryError, OSError) as error:
        print(name, type(error).__name__)
"""


def long_text_in_every_cell() -> bytes:
    """Little to unpack, and far too much to hold: 40 000 cells repeat one text of 30 kB."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 40_000))
    strings = f"<sst><si><t>{'ض' * 15_000}</t></si></sst>"
    return small({"xl/sharedStrings.xml": strings}, rows=row(1, HEAD) + cells)


class TestChild:
    def test_can_take_neither_memory_nor_open_files_or_connections(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
            timeout=20,
        )
        assert done.stdout.split() == [
            "memory",
            "MemoryError",
            "file",
            "OSError",
            "socket",
            "OSError",
        ]


class TestReadRows:
    async def test_survives_a_file_that_ends_its_reader(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING), pytest.raises(UnreadableWorkbook):
            await read_rows(long_text_in_every_cell(), COLUMNS)
        assert "ended its reader" in caplog.text

    async def test_gives_up_on_a_reader_that_takes_too_long(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "SECONDS_MAX", 0.001)
        with pytest.raises(UnreadableWorkbook):
            await read_rows(small(), COLUMNS)

    async def test_does_not_blame_the_workbook_for_a_fault_of_the_reader(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "_CHILD", "chassis.workbooks.nothing")
        with pytest.raises(ReaderFailedError, match="nothing"):
            await read_rows(small(), COLUMNS)

    async def test_keeps_the_settings_of_the_service_to_itself(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A variable that would break any interpreter does not reach the reader."""
        monkeypatch.setenv("PYTHONHOME", "/nowhere")
        assert len(await read_rows(small(), COLUMNS)) == 1
