"""Files from the hub and the bank about a settlement day: read whole, or refused by name."""
