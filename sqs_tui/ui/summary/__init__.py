"""The summary, and the cases behind its figures."""
