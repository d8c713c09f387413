"""The steps about letters: refused while something is due, issued at zero, verified by anybody."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deploy.demo.steps import INBOX, Journey
from deploy.demo.visitor import expect, until
from deploy.local.place import CHECKOUT

LETTERS = "/api/letters/v1"
KEYS = "/.well-known/letters-jwks.json"
VERIFIER = CHECKOUT / "docs" / "examples" / "verify_letter.py"
HOLDS, DOES_NOT_HOLD = 0, 1


async def refuse_clearance(journey: Journey) -> str:
    """While the invoice is open there is no certificate, and the refusal names it."""
    request = await _asked(journey)
    expect(request["state"] == "refused", f"asked beside a due: {request['state']}")
    invoice = journey.seen["invoice"]
    dues = [(one["number"], one["amount"]) for one in request["refusal"]["dues"]]
    expect(dues == [(invoice["number"], invoice["amount_due"])], f"in the way stands {dues}")
    return f"clearance refused: invoice {invoice['number']} with {dues[0][1]} JOD is open"


async def issue_clearance(journey: Journey) -> str:
    """At zero it is issued; anybody verifies it, and sees that a changed one does not hold."""
    request = await _asked(journey)
    expect(request["state"] == "issued", f"asked at zero: {request['refusal']}")
    letter = await until("the letter's file", partial(_printed, journey, request["request_id"]))
    file = await journey.clerk.ask("GET", f"{LETTERS}/letters/{letter['letter_id']}/letter.pdf")
    expect(file.content[:4] == b"%PDF", "the letter is a PDF")
    await _verify(journey, letter["verify_at"])
    told = await standing(journey, letter)
    expect(told["state"] == "valid", f"the public check says {told}")
    await until("the notice of the letter", partial(_noticed, journey))
    size = f"{len(file.content) // 1024} KiB"
    journey.seen["letter"] = letter
    return (
        f"letter {letter['number']} issued, valid until {letter['valid_until']}, PDF {size}; its "
        "signature holds without a network, one changed bit does not. LetterIssued"
    )


async def _asked(journey: Journey) -> Any:
    """A request with its outcome."""
    path = f"{LETTERS}{journey.of_establishment}/clearance-requests"
    asked = await journey.clerk.post(path)

    async def decided() -> Any:
        found = await journey.clerk.get(f"{LETTERS}/clearance-requests/{asked['request_id']}")
        return found if found["state"] != "pending" else None

    return await until("the outcome of the request", decided)


async def _printed(journey: Journey, request_id: str) -> Any:
    request = await journey.clerk.get(f"{LETTERS}/clearance-requests/{request_id}")
    return request["letter"] if request["letter"]["printed"] else None


async def _verify(journey: Journey, address: str) -> None:
    """By the documented program, which has the published keys and nothing else of ours."""
    keys = (await journey.visitor().ask("GET", KEYS)).content
    changed = address[:-1] + ("A" if address[-1] != "A" else "Q")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "letters-jwks.json"
        file.write_bytes(keys)
        found = [await _run_verifier(file, one) for one in (address, changed)]
    expect(found == [HOLDS, DOES_NOT_HOLD], f"the verifier ended with {found}")


async def _run_verifier(keys: Path, address: str) -> int:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(VERIFIER), str(keys), address, stdout=quiet, stderr=quiet
    )
    return await process.wait()


async def standing(journey: Journey, letter: dict[str, Any]) -> Any:
    """What the public check says to whoever has the letter, without a sign-in."""
    holder = journey.establishment["number"][-3:]
    return await journey.visitor().get(f"{LETTERS}/verifications/{letter['number']}", holder=holder)


async def _noticed(journey: Journey) -> bool:
    inbox = await journey.clerk.get(f"{INBOX}{journey.of_establishment}/inbox", limit=200)
    return any(item["template"] == "letter-issued" for item in inbox["items"])
