"""Benches: each measures a usual way, Inlet's way and the limit of the machine in one run, and prints their ratios.

`make bench-upload`, `make bench-api`; what was found stands in docs/benchmarks.md. No bench asserts a time; each
asserts that what it measured was done right.
"""
