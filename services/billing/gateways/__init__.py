"""How billing speaks to parties outside: the bank hub."""
