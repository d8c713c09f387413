"""Real use cases, relay, consumers and retrier on real databases; only the bus is a script.

`script.py` plays a seed: commands, relays, slices, retriers and jobs in any order, each of which
may be killed at any of its waits, fenced, cut from its database, or robbed of an acknowledgement.
`story.py` is what two employers live through, and how the outcome is told. `bus.py` is what stands
in place of Kafka, `process.py` a service as it is reached here, `dying.py` how it dies.

    SEED=17 .venv/bin/pytest tests/faults/handlers       # one seed again
"""
