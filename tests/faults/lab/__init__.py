"""Random faults over the whole stack under load, judged from outside: `make faults`."""
