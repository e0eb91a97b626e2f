"""The app where a walkthrough is what it opens with: nothing else of the workbook is ever drawn before."""

from __future__ import annotations

from pathlib import Path

from sqs_tui.ui.app import SqsApp


class WalkApp(SqsApp):
    """Opens at the walkthrough of one case; leaving that shows the case, in company still."""

    _has_begun = False

    def show_case(self, case: str, criterion: str = "", *, company: bool = False) -> None:
        """Show the walkthrough first, and the case from then on."""
        if self._has_begun:
            super().show_case(case, criterion, company=company)
            return
        from sqs_tui.ui.walkthrough.screen import WalkScreen  # Not needed before the workbook is open.

        self._has_begun = True
        self.push_screen(WalkScreen(case, alone=True))


def run(path: Path, case: str) -> int:
    """Run the app on the walkthrough of a case, by its reference; returns the exit code.

    Raises `SqsError` where the workbook cannot be opened.
    """
    app = WalkApp(path, case=case, company=True)
    try:
        code = app.run(mouse=False) or app.return_code or 0
    finally:
        app.close_workbook()
    if app.problem is not None:
        raise app.problem
    return code
