"""What can be done with an inspection, whatever shows it; no Textual, no TinyDB."""
