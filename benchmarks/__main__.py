"""`python -m benchmarks [ROW]`: all measurements, or one."""
import argparse, sys, uvloop
from benchmarks import relay, consume, write
ROWS = {1: relay.main, 2: consume.main, 3: write.main}
row = int(sys.argv[1])
print("\n".join(uvloop.run(ROWS[row]()).lines()))
