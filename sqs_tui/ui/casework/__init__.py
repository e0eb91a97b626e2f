"""Scoring cases: the panes, and what opens over them."""
