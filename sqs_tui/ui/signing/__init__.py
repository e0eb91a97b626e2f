"""Signing cases off, and the lead's board."""
