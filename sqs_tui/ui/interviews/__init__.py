"""Interviewing case managers."""
