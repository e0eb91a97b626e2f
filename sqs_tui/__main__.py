"""`python -m sqs_tui` is `sqs`."""

from sqs_tui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
