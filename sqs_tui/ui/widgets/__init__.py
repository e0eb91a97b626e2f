"""Leaves that draw a value and ask; they know the domain and nothing else of ours."""
