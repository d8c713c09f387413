"""Write here, read there: an answer that says it is fresh contains what was written.

`house.py` has the two services (movements writes, payroll reads: real edge, real consumers, real
databases), `lag.py` brings the events late, `pairs.py` writes and reads and counts.

    .venv/bin/python -m tests.faults.freshness 100000
"""
