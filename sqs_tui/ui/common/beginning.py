"""What the sample and the open cases have in common: every other place is reached from them."""

from __future__ import annotations

from sqs_tui.ui.common.base import OurScreen


class BeginningScreen(OurScreen[None]):
    """A screen that a key goes somewhere from; on a screen over it, such a key leaves that first (`elsewhere`)."""

    def action_board(self) -> None:
        self.sqs.open("board")

    def action_go_summary(self) -> None:
        self.sqs.show_summary()

    def action_go_letter(self) -> None:
        self.sqs.open("letter")

    def action_go_interviews(self) -> None:
        self.sqs.open("interviews")
