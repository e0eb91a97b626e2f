"""Walking a case through with its case manager."""
