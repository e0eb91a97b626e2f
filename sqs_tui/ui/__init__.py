"""What is on the screen; the only importer of textual."""
