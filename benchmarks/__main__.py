"""`python -m benchmarks [ROW]`: all measurements, or one."""
import argparse, sys, uvloop
from benchmarks import relay, consume, write, end_to_end, gateway, cold_start
ROWS = {1: relay.main, 2: consume.main, 3: write.main, 8: end_to_end.main, 9: gateway.main, 10: cold_start.main}
row = int(sys.argv[1])
print("\n".join(uvloop.run(ROWS[row]()).lines()))
