"""`python -m deploy.local up|down|status|logs|kill|start|clean|measure|trace|operate`."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from deploy.local import kafka, machine
from deploy.local.keys import make_keys
from deploy.local.measure import measure
from deploy.local.operate import operate
from deploy.local.parts import SERVICES
from deploy.local.place import (
    CHECKOUT,
    CannotStart,
    Place,
    child_environment,
    place_from_environment,
    python,
)
from deploy.local.trace import trace

START_SECONDS, STOP_SECONDS = 180, 40
STARTS_MAX = 4
"""A part that has not become ready after this many starts will not become so by itself."""

Status = Mapping[str, Mapping[str, Any]]


def supervisor_pid(place: Place) -> int | None:
    """The running supervisor of this place."""
    try:
        pid = int((place.state / "supervisor.pid").read_text())
        words = Path(f"/proc/{pid}/cmdline").read_text()
    except (OSError, ValueError):
        return None
    return pid if "deploy.local.supervisor" in words else None


def status_of(place: Place) -> Status:
    """What the supervisor last said of each part."""
    try:
        found: Status = json.loads((place.state / "status.json").read_text())
    except OSError:
        return {}
    return found


def up(place: Place, _: argparse.Namespace) -> int:
    """Start what is not running; ends when every part is ready."""
    if supervisor_pid(place) is not None:
        print("Already running.")
        _follow(place)
        _welcome(place)
        return 0
    began = time.monotonic()
    prepare(place)
    _await_status(place, spawn_supervisor(place))
    _follow(place)
    print(f"Ready after {time.monotonic() - began:.1f} s.")
    _welcome(place)
    return 0


def prepare(place: Place) -> None:
    """Everything that has to be there before the first part starts."""
    machine.check(place)
    for folder in ("logs", "held", "traces", "files", "simulators"):
        (place.state / folder).mkdir(parents=True, exist_ok=True)
    for held in (place.state / "held").iterdir():
        held.unlink()
    (place.state / "status.json").unlink(missing_ok=True)
    make_keys(place.keys)
    kafka.prepare(place, print)


def spawn_supervisor(
    place: Place, module: str = "deploy.local.supervisor"
) -> "subprocess.Popen[bytes]":
    """The supervisor of a place, in a session of its own."""
    with (place.logs / "supervisor.log").open("ab") as log:
        return subprocess.Popen(
            python("-m", module),
            cwd=CHECKOUT,
            env=child_environment(place.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _await_status(place: Place, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while not status_of(place):
        if process.poll() is not None or time.monotonic() > until:
            raise CannotStart(_tail(place, "supervisor"))
        time.sleep(0.05)


def _follow(place: Place) -> None:
    """Print each part as it becomes ready; `CannotStart` for one that does not."""
    told: set[str] = set()
    before = {name: part["starts"] for name, part in status_of(place).items()}
    until = time.monotonic() + START_SECONDS
    while True:
        status = status_of(place)
        for name, part in status.items():
            if part["state"] in ("ready", "done") and name not in told:
                told.add(name)
                print(f"  {part['seconds']:5.1f} s  {name}", flush=True)
        if status and told == set(status):
            return
        tries = {name: part["starts"] - before.get(name, 0) for name, part in status.items()}
        _check_progress(place, {*status} - told, tries, late=time.monotonic() > until)
        time.sleep(0.05)


def _check_progress(
    place: Place, missing: set[str], tries: Mapping[str, int], *, late: bool
) -> None:
    for name in missing:
        if late or tries[name] >= STARTS_MAX:
            raise CannotStart(f"{name} does not start; its last words:\n{_tail(place, name)}")
    if supervisor_pid(place) is None:
        raise CannotStart(f"The supervisor ended:\n{_tail(place, 'supervisor')}")


def _tail(place: Place, name: str, lines: int = 15) -> str:
    try:
        text = (place.logs / f"{name}.log").read_text(errors="replace")
    except OSError:
        return "(nothing)"
    return "\n".join(text.splitlines()[-lines:])


def _welcome(place: Place) -> None:
    accounts = json.loads(place.accounts.read_text())
    print(f"\nDaman is at {place.url}  (Arabic; English at {place.url}/en)")
    print("Sign in with (the code comes by SMS, see the inbox below):")
    for one in accounts["establishments"]:
        print(f"  establishment  {one['number']:<16} {one['password']}")
    for one in accounts["staff"]:
        print(f"  staff          {one['login_id']:<16} {one['password']}")
    print(f"SMS inbox  http://{place.address('sms')}/    bank hub  http://{place.address('hub')}/")
    print(f"Mailboxes  http://{place.address('mail')}/")
    print(f"Day reports and statements: POST to the hub and to http://{place.address('bank')}/")
    print("Be somebody: python -m deploy.simulators.registry --list 20 (numbers, cards, relatives)")
    print("Try: make demo · make status · make logs · make down")


def down(place: Place, _: argparse.Namespace) -> int:
    """Stop everything; the state stays."""
    pid = supervisor_pid(place)
    if pid is None:
        print("Not running.")
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while machine.alive(pid):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    print("Stopped.")
    return 0


def status(place: Place, _: argparse.Namespace) -> int:
    """Print how each part stands; 0 if all run."""
    if supervisor_pid(place) is None:
        print("Not running.")
        return 1
    parts = status_of(place)
    for name, part in parts.items():
        print(f"{name:<14} {part['state']:<9} pid {part['pid'] or '-':<8} starts {part['starts']}")
    return 0 if all(part["state"] in ("ready", "done") for part in parts.values()) else 1


def logs(place: Place, arguments: argparse.Namespace) -> int:
    """Print the last lines of every part's log, or of one."""
    names = [arguments.part] if arguments.part else [one.stem for one in place.logs.glob("*.log")]
    for name in sorted(names):
        print(f"== {name}\n{_tail(place, name)}")
    return 0


def kill(place: Place, arguments: argparse.Namespace) -> int:
    """SIGKILL a part with all its processes; it starts anew unless it is to stay down."""
    pid = _pid_of(place, arguments.part)
    if pid is None:
        print(f"{arguments.part} does not run", file=sys.stderr)
        return 1
    if arguments.stay_down:
        (place.state / "held" / arguments.part).touch()
    os.killpg(pid, signal.SIGKILL)
    return 0


def _pid_of(place: Place, name: str) -> int | None:
    """The process of a part, waiting while it is being started."""
    if name == "supervisor":
        return supervisor_pid(place)
    until = time.monotonic() + START_SECONDS
    while name in status_of(place) and time.monotonic() < until:
        part = status_of(place)[name]
        if part["state"] == "ready":
            return int(part["pid"])
        time.sleep(0.05)
    return None


def start(place: Place, arguments: argparse.Namespace) -> int:
    """Let a part that was killed to stay down start again."""
    (place.state / "held" / arguments.part).unlink(missing_ok=True)
    return 0


def clean(place: Place, arguments: argparse.Namespace) -> int:
    """Stop everything and remove the state; downloads stay."""
    down(place, arguments)
    shutil.rmtree(place.state, ignore_errors=True)
    return 0


COMMANDS: dict[str, Callable[[Place, argparse.Namespace], int]] = {
    "up": up,
    "down": down,
    "status": status,
    "logs": logs,
    "kill": kill,
    "start": start,
    "clean": clean,
    "measure": measure,
    "trace": trace,
    "operate": operate,
}


def main() -> int:
    """Do one command; what the machine lacks is one line on the error output."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, act in COMMANDS.items():
        command = commands.add_parser(name, help=(act.__doc__ or "").partition(".")[0])
        if name in ("kill", "start", "logs"):
            command.add_argument("part", nargs="?" if name == "logs" else None)
        if name == "trace":
            command.add_argument("id", help="of an establishment or a person")
        if name == "operate":
            command.add_argument("service", choices=SERVICES)
            command.add_argument("words", nargs=argparse.REMAINDER)
        if name == "kill":
            command.add_argument("--stay-down", action="store_true")
    arguments = parser.parse_args()
    try:
        return COMMANDS[arguments.command](place_from_environment(), arguments)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
