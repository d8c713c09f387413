"""Civil registry: synthetic persons, found by national or personal number."""
