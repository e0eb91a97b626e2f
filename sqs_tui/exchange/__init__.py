"""Files in and out, for other tools to rely on; the contract is in docs/analyst.md."""
