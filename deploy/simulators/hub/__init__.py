"""Bank hub: pulls bills from the biller and notifies it of payments, as customers would cause."""
