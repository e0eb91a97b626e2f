"""What the README claims about speed, measured: `python -m benchmarks`."""
