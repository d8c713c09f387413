"""The documentation's programs are tried on letters that the real services issued."""

from tests.services.letters.conftest import desk, owner

__all__ = ["desk", "owner"]
