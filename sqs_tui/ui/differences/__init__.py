"""Settling where people disagree."""
