"""What is on disk: journals, folded into TinyDB tables; the only importer of tinydb."""
