"""The gateway: Envoy, the one address of the system."""
