"""Measurements beside other packages: same arrays, one run, answers compared. `python -m benchmarks --help`."""
