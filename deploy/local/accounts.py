"""The demo accounts: members of staff and one establishment. Made up; local stacks only."""

import json
import secrets
from typing import Any

from joserfc.jwk import ECKey

from deploy.local.place import Place, place_from_environment

STAFF = (
    ("registrar", "مسجّل المنشآت", "+962790000101", "registrar", None),
    ("officer.amman", "موظف فرع عمان", "+962790000102", "officer", "amman-center"),
    ("officer.zarqa", "موظف فرع الزرقاء", "+962790000103", "officer", "zarqa"),
    ("treasurer", "أمين الصندوق", "+962790000104", "treasurer", None),
)


PROGRAM = ("risk-desk", "برنامج تدقيق المخاطر", "officer:amman-center")
"""A back-office processor: it decides clean batches of one branch, signed with its own key."""


def staff_file(place: Place) -> str:
    """The file that `load-staff` reads, made once; each password is this stack's own."""
    file = place.keys / "staff.json"
    if not file.exists():
        entries = [
            {
                "login_id": login_id,
                "name": name,
                "phone": phone,
                "password": f"Demo-{secrets.token_urlsafe(6)}-1!",
                "roles": [role if branch is None else f"{role}:{branch}"],
            }
            for login_id, name, phone, role, branch in STAFF
        ]
        entries.append(_program(place))
        file.touch(mode=0o600)
        file.write_text(json.dumps(entries, ensure_ascii=False, indent=1))
    return str(file)


def _program(place: Place) -> dict[str, Any]:
    login_id, name, role = PROGRAM
    key = ECKey.import_key((place.keys / f"{login_id}.pem").read_bytes())
    public = {**key.as_dict(private=False), "kid": f"{login_id}-1", "alg": "ES256"}
    return {"login_id": login_id, "name": name, "roles": [role], "public_jwk": public}


def staff(place: Place) -> list[dict[str, Any]]:
    """The people among the staff, with their passwords."""
    entries = json.loads((place.keys / "staff.json").read_text())
    found = []
    for entry in entries:
        if "password" not in entry:
            continue
        role, _, branch = entry["roles"][0].partition(":")
        found.append({**entry, "role": role, "branch": branch or None})
    return found


if __name__ == "__main__":
    staff_file(place_from_environment())
