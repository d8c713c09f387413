"""The lab is shown to see: bugs planted in copies of the tree, each caught: `make faults-proof`."""
