"""Reading a workbook that somebody filled in, whatever it turns out to be."""

import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import orjson

import chassis
from chassis.errors import Refusal
from chassis.workbooks import refusals
from chassis.workbooks.archive import check_signature
from chassis.workbooks.cells import arrived
from chassis.workbooks.columns import Column

SECONDS_MAX: Final = 30
_CHILD: Final = "chassis.workbooks.child"
_HOME: Final = Path(chassis.__file__).parents[1]
# What an interpreter needs to start. The settings of the service, secrets among them, stay here.
_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_REFUSALS: Final = {kind.__name__: kind for kind in refusals.ALL}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SheetRow:
    """One filled row of a table.

    `number` is the row's number as people see it in the sheet. `cells` has every column's key:
    cleaned text with digits 0-9, a `Decimal` for a number in an `amount` column (in another
    column a number comes as its digits), a date, a yes or no, an error as the sheet shows it
    (`#REF!`), or None for an empty cell. `formulas` are the keys of the columns whose cell is a
    formula; the value beside it is the last one the sheet had computed.
    """

    number: int
    cells: Mapping[str, str | Decimal | date | bool | None]
    formulas: tuple[str, ...] = ()


class ReaderFailedError(Exception):
    """The reading process ended by a fault of its own, not of the workbook."""


async def read_rows(
    content: bytes, columns: Sequence[Column], *, rows_max: int = 20_000
) -> list[SheetRow]:
    """The filled rows of the first visible sheet that has the columns; hidden rows count.

    Takes place in a process of its own with limits of memory, CPU and `SECONDS_MAX` seconds.
    Raises a refusal of `chassis.workbooks.refusals` for anything that is not such a workbook.
    """
    check_signature(content)
    request = {"columns": [asdict(column) for column in columns], "rows_max": rows_max}
    answer = await _ask_child(orjson.dumps(request) + b"\n" + content)
    return await asyncio.to_thread(_rows, answer, [column.key for column in columns])


async def _ask_child(question: bytes) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", _CHILD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=_HOME,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    )
    try:
        async with asyncio.timeout(SECONDS_MAX):
            answer, errors = await child.communicate(question)
    except TimeoutError as error:
        raise refusals.UnreadableWorkbook from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    _check_end(child.returncode, errors)
    return answer


def _check_end(status: int | None, errors: bytes) -> None:
    """Killed by a signal (memory, CPU, abort): the workbook's doing. An exit code: a bug."""
    if status == 0:
        return
    said = errors.decode(errors="replace")[-2000:]
    if status is None or status > 0:
        raise ReaderFailedError(f"exit status {status}: {said}")
    _log.warning("a workbook ended its reader", extra={"signal": -status, "said": said})
    raise refusals.UnreadableWorkbook


def _rows(answer: bytes, keys: Sequence[str]) -> list[SheetRow]:
    document: dict[str, Any] = orjson.loads(answer)
    if "refusal" in document:
        raise _refusal(document)
    return [
        SheetRow(
            number=number,
            cells={key: arrived(value) for key, value in zip(keys, values, strict=True)},
            formulas=tuple(formulas),
        )
        for number, values, formulas in document["rows"]
    ]


def _refusal(document: Mapping[str, Any]) -> Refusal:
    return _REFUSALS[document["refusal"]](**document["facts"])
