"""The bank that keeps the settlement account: it writes the statement of a day."""
