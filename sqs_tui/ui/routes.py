"""From a name to a screen: the one table of screens. A module is loaded when its screen is first opened.

So no screen imports another, and none is loaded before it is wanted: loading all takes longer than a start may.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

#: Each screen by name: the module below `sqs_tui.ui`, and what in it makes the screen.
ROUTES: Mapping[str, str] = {
    "action": "entries.action:ActionScreen",
    "agenda": "casework.agenda:AgendaScreen",
    "alert": "entries.alerts:AlertScreen",
    "alerts": "entries.alerts:AlertsScreen",
    "area-notes": "entries.area_notes:AreaNotesScreen",
    "behind": "summary.behind:BehindScreen",
    "blank": "common.blank:BlankScreen",
    "board": "signing.board:BoardScreen",
    "case-form": "cases.case_form:CaseFormScreen",
    "casework": "casework.screen:CaseworkScreen",
    "chooser": "workbooks.chooser:ChooserScreen",
    "come-back": "walkthrough.gone:ComeBackScreen",
    "company-history": "casework.history:CompanyHistory",
    "confirm": "common.confirm:ConfirmScreen",
    "criterion": "casework.criterion:CriterionScreen",
    "details": "cases.details:DetailsScreen",
    "differences": "differences.screen:DifferencesScreen",
    "entries": "entries.entries:EntriesScreen",
    "entry": "entries.entry:EntryScreen",
    "feedback": "summary.feedback:FeedbackScreen",
    "feedback-sheet": "walkthrough.feedback_sheet:sheet_of",
    "filter": "cases.filtering:FilterScreen",
    "find": "cases.find:FindScreen",
    "finishing": "letter.finishing:FinishingScreen",
    "help": "help.screen:HelpScreen",
    "history": "casework.history:HistoryScreen",
    "interviews": "interviews.screen:InterviewScreen",
    "letter": "letter.screen:LetterScreen",
    "letter-details": "letter.details:LetterDetailsScreen",
    "letter-sources": "letter.sources:LetterSourcesScreen",
    "line": "common.asking:LineScreen",
    "new-case": "cases.case_form:NewCaseScreen",
    "new-workbook": "workbooks.new_workbook:NewWorkbookScreen",
    "note": "common.note:NoteScreen",
    "palette": "help.palette:PaletteScreen",
    "paragraph": "letter.writing:ParagraphScreen",
    "path": "workbooks.new_workbook:PathScreen",
    "phrases": "common.phrases:PhrasesScreen",
    "pick": "common.asking:PickScreen",
    "points": "letter.points:PointsScreen",
    "reading": "common.reading:ReadingScreen",
    "reason": "common.reason:ReasonScreen",
    "sample": "cases.screen:SampleScreen",
    "signing": "signing.screen:SigningScreen",
    "sources": "casework.sources:SourcesScreen",
    "summary": "summary.screen:SummaryScreen",
    "walk": "walkthrough.screen:WalkScreen",
    "walk-gone": "walkthrough.gone:WalkGoneScreen",
    "walk-words": "walkthrough.words:WalkWordsScreen",
    "who": "cases.who:who_is_it",
    "why-not": "summary.why_not:WhyNotScreen",
    "words": "letter.words:WordsScreen",
}


def screen(route: str, *given: Any, **named: Any) -> Any:
    """The screen of a route, made with what it is given; it knows by which route it was opened."""
    module, _, name = ROUTES[route].partition(":")
    made = getattr(import_module(f"sqs_tui.ui.{module}"), name)(*given, **named)
    made.route = route
    return made
