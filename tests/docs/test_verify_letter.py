"""The documented verifier: published keys, no network, and nothing of the platform's own code."""

import base64
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.place import CHECKOUT
from services.letters.api import get_keys
from tests.services.letters.desk import Desk
from tests.services.people import Establishment

PROGRAM = CHECKOUT / "docs" / "examples" / "verify_letter.py"
WITHOUT_NETWORK = """
import runpy, sys
def refuse(event, _):
    if event.startswith("socket."):
        raise OSError("the network is off")
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
VERIFIER = runpy.run_path(str(PROGRAM))
verified, DoesNotHold = VERIFIER["verified"], VERIFIER["DoesNotHold"]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def run(program: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A program in a Python that refuses every socket and knows nothing of this repository."""
    command = (sys.executable, "-I", "-c", WITHOUT_NETWORK, str(program), *words)
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


async def published(at: Desk) -> dict[str, Any]:
    """The keys as the service publishes them."""
    keys = await get_keys(at.outside, Response())
    return keys.model_dump()


async def test_every_issued_letter_verifies_with_the_network_off(
    desk: Desk,
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(await published(desk)))
    for number in ("1000001", "1000002", "1000003"):
        letter = await desk.issues(await desk.joins(number))
        done = run(PROGRAM, str(keys), desk.outside.press.address(letter.seal))
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == {
            "number": letter.number,
            "kind": "clearance",
            "establishment": number,
            "issued_on": "2026-03-20",
            "valid_until": "2026-03-31",
            "content_hash_begins": letter.content_hash[:16],
        }


def test_the_network_is_off(tmp_path: Path) -> None:
    curious = tmp_path / "curious.py"
    curious.write_text("import socket\nsocket.create_connection(('127.0.0.1', 9))")
    done = run(curious)
    assert done.returncode == 1
    assert "the network is off" in done.stderr


async def test_a_changed_letter_ends_with_one(
    desk: Desk,
    owner: Establishment,
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(await published(desk)))
    letter = await desk.issues(owner)
    header, claims, signature = letter.seal.split(".")
    said = base64.urlsafe_b64decode(claims + "==").replace(b"1000001", b"1000009")
    forged = base64.urlsafe_b64encode(said).decode().rstrip("=")
    done = run(PROGRAM, str(keys), f"{header}.{forged}.{signature}")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the signature does not fit" in done.stderr


async def test_one_flipped_bit_is_refused(desk: Desk, owner: Establishment) -> None:
    """Every bit of every character of the code, the unused ones at the ends included."""
    keys, seal = await published(desk), (await desk.issues(owner)).seal
    assert verified(seal, keys)["establishment"] == "1000001"
    for place, character in enumerate(seal):
        for bit in range(6):
            other = "-" if character == "." else ALPHABET[ALPHABET.index(character) ^ (1 << bit)]
            with pytest.raises(DoesNotHold):
                verified(f"{seal[:place]}{other}{seal[place + 1 :]}", keys)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=st.one_of(st.text(max_size=60), st.lists(st.text(max_size=20)).map(".".join)))
async def test_whatever_else_is_told_is_refused_by_name(desk: Desk, told: str) -> None:
    with pytest.raises(DoesNotHold):
        verified(told, await published(desk))


async def test_a_key_that_is_not_published_is_refused(
    desk: Desk,
    owner: Establishment,
) -> None:
    seal = (await desk.issues(owner)).seal
    [key] = (await published(desk))["keys"]
    with pytest.raises(DoesNotHold, match="not published"):
        verified(seal, {"keys": [{**key, "kid": "letters-of-others"}]})
    assert "d" not in key
