"""Faults on purpose: kills, broken disks, mutants, nonsense. `python -m flopwatch_torture --help` lists the suites."""
