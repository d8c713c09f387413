"""One demo establishment, registered as the registrar does it: `python -m deploy.local.seed`.

Through the gateway, with the code from the SMS. Writes the accounts to `accounts.json`.
"""

import asyncio
import json
import secrets

import httpx

from deploy.demo.outside import Phones
from deploy.demo.visitor import Visitor
from deploy.local.accounts import staff
from deploy.local.place import Place, place_from_environment


async def seed(place: Place) -> None:
    """Register the establishment and write down who may sign in."""
    members = staff(place)
    account = {
        "name_ar": "شركة الزيتون الصناعية",
        "name_en": "Olive Industries",
        "phone": "+962790000201",
        "password": f"Demo-{secrets.token_urlsafe(6)}-1!",
    }
    async with httpx.AsyncClient(timeout=30) as http:
        registrar = Visitor(place.url, http)
        phones = Phones(f"http://{place.address('sms')}", http)
        await phones.sign_in(registrar, members[0], "staff")
        entry = {
            "name_ar": account["name_ar"],
            "name_en": account["name_en"],
            "branch": "amman-center",
            "officer_name": "سامي خليل",
            "officer_phone": account["phone"],
            "password": account["password"],
        }
        made = await registrar.post("/api/identity/v1/establishments", entry)
    document = {"staff": members, "establishments": [{"number": made["number"], **account}]}
    place.accounts.touch(mode=0o600)
    place.accounts.write_text(json.dumps(document, ensure_ascii=False, indent=1))


def main() -> None:
    """Seed a place that has not been."""
    place = place_from_environment()
    if not place.accounts.exists():
        asyncio.run(seed(place))


if __name__ == "__main__":
    main()
