"""Names of headers that more than one process must know; the gateway's configuration imports it."""

CLIENT_HEADER = "x-daman-client"
"""Carries the network address of whoever asks, as the gateway tells it."""
