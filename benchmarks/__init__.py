"""Workloads beside their peer or limit, measured in the same run; each prints its ratio first."""
