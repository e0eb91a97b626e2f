"""Whole terminals: they lay out, and push dialogs; they hold no case state."""
