"""The parts that a case and an interview have in common as panes; the styles name them by their classes."""

from __future__ import annotations

from sqs_tui.ui.widgets.lines import Lines


class PaneHead(Lines):
    """What a pane is about."""


class Card(Lines):
    """The criterion or item under the cursor, in full."""
