"""The reading process: `python -m chassis.workbooks.child`, a workbook in, its rows out, no more.

A hostile file can make a reader abort or take all memory; here that ends this process alone. It
limits itself before it looks at a byte, and can then open no file and no connection.

Standard input: one line of JSON (`columns`, `rows_max`), then the bytes of the workbook.
Standard output: JSON, either `rows` or `refusal` (a class name) with `facts`.
"""

import codecs
import gc
import resource
import sys
from typing import Any, Final

import orjson

from chassis.errors import Refusal
from chassis.workbooks.archive import MEBIBYTE
from chassis.workbooks.columns import Column
from chassis.workbooks.extraction import rows_of
from chassis.workbooks.refusals import UnreadableWorkbook

MEMORY_BYTES_MAX: Final = 640 * MEBIBYTE
CPU_SECONDS_MAX: Final = 20
ANSWER_BYTES_MAX: Final = 128 * MEBIBYTE
_STANDARD_STREAMS: Final = 3


def main() -> None:
    """Read one workbook within the limits and answer."""
    gc.disable()  # nothing here is cyclic, and all of it ends with the process
    _limit()
    request = orjson.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    columns = [Column(**column) for column in request["columns"]]
    sys.stdout.buffer.write(_answer(content, columns, request["rows_max"]))


def _limit() -> None:
    codecs.lookup("cp437")  # the names in a ZIP; loaded now, since no file can be opened later
    _set(resource.RLIMIT_AS, MEMORY_BYTES_MAX)
    _set(resource.RLIMIT_CPU, CPU_SECONDS_MAX)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, _STANDARD_STREAMS)


def _set(limit: int, value: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def _answer(content: bytes, columns: list[Column], rows_max: int) -> bytes:
    try:
        answer = orjson.dumps({"rows": rows_of(content, columns, rows_max=rows_max)})
    except Refusal as refusal:
        return _refused(refusal)
    except MemoryError:
        return _refused(UnreadableWorkbook())
    except BaseException as error:
        # A panic of the reader comes as an exception that no module exports.
        if type(error).__name__ == "PanicException":
            return _refused(UnreadableWorkbook())
        raise
    return answer if len(answer) <= ANSWER_BYTES_MAX else _refused(UnreadableWorkbook())


def _refused(refusal: Refusal) -> bytes:
    facts: dict[str, Any] = refusal.facts
    return orjson.dumps({"refusal": type(refusal).__name__, "facts": facts})


if __name__ == "__main__":
    main()
