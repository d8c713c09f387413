"""Phone numbers in international form."""

import phonenumbers


def e164(phone: str) -> str | None:
    """The number as `+962791234567`, or None if no country has it. Local numbers are Jordan's."""
    try:
        parsed = phonenumbers.parse(phone, "JO")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
