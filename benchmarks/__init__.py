"""What docs/how/speed.md claims, measured: `python -m benchmarks`."""
