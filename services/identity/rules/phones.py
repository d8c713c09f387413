"""Phone numbers in international form."""

import phonenumbers


def e164(phone: str) -> str | None:
    """The number as `+962791234567`, or None if no country has it. Local numbers are Jordan's."""
    return _formatted(phone, "JO")


def international(dial_code: str, number: str) -> str | None:
    """The number of a country's plan, written with or without its leading zero; or None."""
    return _formatted(f"+{dial_code}{without_zero(number)}", None)


def without_zero(number: str) -> str:
    """The form asked uses the dial code, and then no zero (A, guide for individuals)."""
    return number.removeprefix("0")


def _formatted(phone: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
