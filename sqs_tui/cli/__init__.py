"""The commands; Textual is loaded only by those that open a screen."""

from sqs_tui.cli.entry import main

__all__ = ["main"]
