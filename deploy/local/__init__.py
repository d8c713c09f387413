"""The whole system on one machine, without containers: `python -m deploy.local up`.

`parts.py` says which parts there are and in which order they start, `environment.py` what each of
them is told, `supervisor.py` keeps them running. `docker-compose.yml` is checked against both.
"""
