"""The case workbook for inspectors of youth offending work who use a terminal."""

__version__ = "0.2.0"
