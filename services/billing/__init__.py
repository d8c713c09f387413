"""Billing: contributions, invoices, the ledger, and payments through the bank hub."""
