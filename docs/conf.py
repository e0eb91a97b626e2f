"""How Sphinx builds the documents: `make docs`. They work from a file, offline, with search."""

project = "sqs_tui"
author = "sqs_tui contributors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "sqs_tui"
myst_heading_anchors = 3
exclude_patterns = ["_build"]
