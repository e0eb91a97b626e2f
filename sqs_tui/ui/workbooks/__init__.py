"""Choosing, making and opening workbooks."""
