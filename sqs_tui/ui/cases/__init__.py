"""The sample: its list, its forms, and who works on it."""
