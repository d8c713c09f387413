"""Stand-ins for outside parties: civil registry, SMS operator, bank hub, settlement bank.

They share no code with the services, so that a misreading of a protocol cannot hide on both sides.
Each is started by `python -m deploy.simulators.<name>` and never runs in production.
"""
