"""Every key, declared once: its binding, hint, palette entry, help and row in docs/reference/keys.md come from here.

The table has the default keys; a keymap may put others in force (`keymaps.py`), and whoever names a key asks which is.
This module loads no Textual, so that `sqs keys` stays quick.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

from sqs_tui.values import dataclass

if TYPE_CHECKING:
    from textual.binding import Binding, BindingType

#: Where keys act, with the title help gives each scope.
SCOPES = {
    "everywhere": "Everywhere",
    "case": "Scoring a case",
    "casework": "Case panes",
    "sample": "The sample",
    "chooser": "Choosing a workbook",
    "people": "Choosing whom to interview",
    "interview": "Interviews",
    "walk": "Walking a case through",
    "card": "The card a walkthrough ends with",
    "picker": "Factor picker",
    "editor": "Editors and forms",
    "form": "Moving in a form",
    "asking": "Forms that make something",
    "confirm": "Questions",
    "alerts": "Alerts",
    "sources": "Records of a case",
    "writing": "Writing a text",
    "notes": "Area notes",
    "filter": "Choosing which cases to show",
    "summary": "The summary",
    "behind": "The cases behind a figure",
    "letter": "The letter",
    "words": "Words for a figure of the letter",
    "finishing": "Finishing the letter",
    "points": "Factual accuracy",
    "list": "Lists",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be done, and the keys that do it.

    `id` is `verb-object`; `label` one word for the hint bar; `tooltip` one sentence for palette and help.
    `hint` is its rank in the hint bar, 0 for never. `company` is whether it works beside a case manager.
    """

    id: str
    keys: str
    action: str
    label: str
    tooltip: str
    scope: str
    hint: int = 0
    company: bool = True
    priority: bool = False


#: Key names that read better otherwise.
_SHOWN = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "backspace": "Backspace",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "plus": "+",
    "exclamation_mark": "!",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "vertical_line": "|",
    "slash": "/",
    "backslash": "\\",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "semicolon": ";",
    "question_mark": "?",
    "quotation_mark": '"',
    "apostrophe": "'",
    "grave_accent": "`",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "minus": "-",
    "underscore": "_",
    "equals_sign": "=",
    "at": "@",
    "circumflex_accent": "^",
    "tilde": "~",
}


#: Marks by what is printed on the key, with Textual's names for them.
BY_MARK = {mark: name for name, mark in _SHOWN.items() if len(mark) == 1 and mark not in "↑↓←→"}


def shown(key: str) -> str:
    """A key as it is written for people."""
    if key in _SHOWN:
        return _SHOWN[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return key


# fmt: off
KEYS: tuple[Key, ...] = (
    # Scoring
    Key("answer-yes", "1,y", "answer('Y')", "Yes", "Answer Yes and go on to the next open criterion.", "case", 1),
    Key("answer-no", "2,n", "answer('N')", "No", "Answer No and go on; factors are offered where there are any.", "case", 2),
    Key("answer-na", "3,a", "answer('NA')", "n/a", "Answer not applicable; it needs a reason before the case is complete.", "case", 3),
    Key("answer-unknown", "4", "answer('U')", "unjudged", "Answer cannot be judged: your own obstacle, never missing work.", "case"),
    Key("park-answer", "9,p", "park", "park", "Park the criterion for later, or take it up again.", "case", 4),
    Key("clear-answer", "0,backspace", "clear", "clear", "Take the verdict away.", "case"),
    Key("confirm-answer", "equals_sign", "confirm", "confirm", "Confirm the verdict in a second read, and go on to the next one not read.", "case", 4, company=False),
    Key("undo-change", "u", "undo", "undo", "Take back the last change.", "case", 6),
    Key("redo-change", "U", "redo", "redo", "Do again what was undone.", "case"),
    Key("pick-factors", "f", "pick_factors", "factors", "Mark the factors behind the answer.", "case"),
    Key("write-note", "e", "write_note", "note", "Write what was seen, or the reason, for this answer.", "case", 5),
    Key("add-evidence", "E", "add_entry('evidence')", "evidence", "Write a piece of evidence that can explain several criteria.", "case"),
    Key("add-strength", "plus", "add_entry('strength')", "strength", "Write down a strength.", "case"),
    Key("add-learning", "exclamation_mark", "add_entry('learning')", "learning", "Write down a learning point.", "case"),
    Key("add-action", "greater_than_sign", "add_entry('action')", "action", "Write down what was agreed, with who does it and by when.", "case"),
    Key("flag-answer", "asterisk", "flag", "flag", "Flag the answer, or take the flag away.", "case"),
    Key("mark-unrecorded", "N", "unrecorded", "unrecorded", "Mark a No as done but not recorded, or take that away.", "case"),
    Key("next-open", "space", "next_open", "next", "Go to the next open criterion.", "case", 8),
    Key("move-down", "j,down", "move(1)", "down", "Go down one row.", "case"),
    Key("move-up", "k,up", "move(-1)", "up", "Go up one row.", "case"),
    Key("page-down", "pagedown", "page(1)", "page", "Go down one page.", "case"),
    Key("page-up", "pageup", "page(-1)", "page", "Go up one page.", "case"),
    Key("first-row", "home", "edge(-1)", "first", "Go to the first row.", "case"),
    Key("last-row", "end", "edge(1)", "last", "Go to the last row.", "case"),
    Key("next-section", "tab", "section(1)", "section", "Go to the next section.", "case", 9),
    Key("previous-section", "shift+tab", "section(-1)", "section", "Go to the section before.", "case"),
    Key("open-here", "enter", "open_here", "open", "Open what is here: the criterion in full, or the gate that closed it.", "case"),
    Key("toggle-guidance", "g", "guidance", "guidance", "Show or hide what is good enough.", "case", 10),
    Key("show-history", "h", "history", "history", "Show who answered this, when, and from what to what.", "case"),
    Key("change-view", "v", "view", "view", "Show one section, or all of them as one list.", "case"),
    # Panes
    Key("show-agenda", "t", "agenda", "to-do", "Show what is left to do on this case.", "casework"),
    Key("show-entries", "r", "entries", "entries", "Show what was written on this case, and open one to mend it.", "casework"),
    Key("case-sources", "s", "sources", "records", "Tick off which records of this case were seen.", "casework"),
    Key("sign-case", "S", "sign", "sign-off", "See what is missing, mark the case finished, sign it or lock it.", "casework", company=False),
    Key("go-board", "b,f7", "board", "board", "Go to the lead's board: everything that is left before the fieldwork ends.", "casework", company=False),
    Key("edit-case", "d", "edit_case", "details", "Fill in the details of this case.", "casework", company=False),
    Key("previous-case", "left_square_bracket", "case(-1)", "case", "Go to the case before.", "casework", company=False),
    Key("next-case", "right_square_bracket", "case(1)", "case", "Go to the next case.", "casework", 11, company=False),
    Key("split-pane", "vertical_line", "split", "split", "Show two case panes side by side, or one.", "casework", company=False),
    Key("swap-pane", "o", "swap", "pane", "Go to the other open case.", "casework", company=False),
    Key("close-pane", "x", "close_pane", "close", "Close this case pane; everything in it is kept.", "casework", company=False),
    Key("hide-figures", "z", "hide_figures", "figures", "Hide or show the figures of all cases.", "casework", company=False),
    Key("find-text", "slash", "find", "find", "Find words in criteria and entries.", "casework"),
    Key("next-match", "full_stop", "match(1)", "match", "Go to the next match.", "casework"),
    Key("previous-match", "comma", "match(-1)", "match", "Go to the match before.", "casework"),
    Key("raise-alert", "A", "alert", "alert", "Put down that a child or someone else may be at risk.", "casework", company=False),
    Key("company-mode", "c", "company", "company", "Show this case only, for a case manager beside you; or leave that.", "casework", 12),
    Key("walk-case", "w", "walk", "walk", "Walk through this case with its case manager, one question at a time.", "casework"),
    Key("go-cases", "C,f2", "go_cases", "cases", "Go to the sample.", "casework", company=False),
    Key("go-summary", "M,f3", "go_summary", "summary", "Go to the summary of all cases.", "casework", company=False),
    Key("go-interviews", "I,f4", "go_interviews", "interviews", "Go to the interviews.", "casework", company=False),
    Key("go-letter", "L,f5", "go_letter", "letter", "Go to the letter.", "casework", company=False),
    Key("go-differences", "D,f6", "go_differences", "differences", "Show where people disagree, and settle it.", "casework", company=False),
    Key("go-back", "escape,q", "go_back", "back", "Go back.", "casework", 13),
    # The sample
    Key("open-case", "enter", "open_case", "score", "Open the case and score it.", "sample", 1),
    Key("row-down", "j,down", "move(1)", "down", "Go down one row.", "sample"),
    Key("row-up", "k,up", "move(-1)", "up", "Go up one row.", "sample"),
    Key("row-left", "h,left", "across(-1)", "left", "Go left, where cases stand side by side.", "sample"),
    Key("row-right", "l,right", "across(1)", "right", "Go right, where cases stand side by side.", "sample"),
    Key("sample-page-down", "pagedown", "page(1)", "page", "Go down one page.", "sample"),
    Key("sample-page-up", "pageup", "page(-1)", "page", "Go up one page.", "sample"),
    Key("sample-first", "home", "edge(-1)", "first", "Go to the first case.", "sample"),
    Key("sample-last", "end", "edge(1)", "last", "Go to the last case.", "sample"),
    Key("sample-view", "v", "view", "view", "Show the sample as a list, as panes, or as cases by sections.", "sample", 2),
    Key("filter-cases", "F", "filter", "filter", "Show only some cases: mine, unanswered, parked, by order, phase, gender, inspector.", "sample", 3),
    Key("sort-cases", "s", "sort", "sort", "Sort by reference, progress, what is left, or inspector.", "sample"),
    Key("assign-case", "a", "assign", "assign", "Say which inspector reads the case.", "sample", 4),
    Key("new-case", "n", "new_case", "new", "Add a case to the sample.", "sample"),
    Key("sample-edit", "d", "edit_case", "details", "Fill in the details of the case.", "sample"),
    Key("correct-reference", "R", "rename", "reference", "Correct the reference of the case.", "sample"),
    Key("replace-case", "X", "replace", "replace", "Take the case out of every base, or take it back; it is kept.", "sample"),
    Key("remove-case", "delete", "remove", "remove", "Remove the case from the sample, after asking; undo brings it back.", "sample"),
    Key("edit-inspection", "i", "details", "inspection", "Fill in the inspection: area, dates, team, letter.", "sample", 5),
    Key("area-notes", "e", "area_notes", "area notes", "Write evidence that belongs to no case.", "sample"),
    Key("sample-agenda", "t", "agenda", "to-do", "Show what is left to do in the whole inspection.", "sample", 6),
    Key("sample-sign", "S", "sign", "sign-off", "See what is missing, mark the case finished, sign it or lock it.", "sample"),
    Key("sample-board", "b,f7", "board", "board", "Go to the lead's board: everything that is left before the fieldwork ends.", "sample", 8),
    Key("sample-find", "slash", "find", "find", "Find a case, a criterion or an entry.", "sample"),
    Key("sample-alert", "A", "alert", "alerts", "Show the alerts, and put one down.", "sample"),
    Key("sample-figures", "z", "hide_figures", "figures", "Hide or show the figures of all cases.", "sample"),
    Key("sample-undo", "u", "undo", "undo", "Take back the last change.", "sample"),
    Key("sample-redo", "U", "redo", "redo", "Do again what was undone.", "sample"),
    Key("sample-summary", "M,f3", "go_summary", "summary", "Go to the summary of all cases.", "sample", 7),
    Key("sample-interviews", "I,f4", "go_interviews", "interviews", "Go to the interviews.", "sample"),
    Key("sample-letter", "L,f5", "go_letter", "letter", "Go to the letter.", "sample"),
    Key("sample-differences", "D,f6", "go_differences", "differences", "Show where people disagree, and settle it.", "sample"),
    Key("leave-sample", "escape,q", "go_back", "quit", "Leave the workbook; from the first screen, quit after asking.", "sample", 9),
    # Choosing
    Key("choose-open", "enter", "open", "open", "Open the workbook.", "chooser", 1),
    Key("choose-down", "j,down", "move(1)", "down", "Go down one row.", "chooser"),
    Key("choose-up", "k,up", "move(-1)", "up", "Go up one row.", "chooser"),
    Key("choose-page-down", "pagedown", "page(1)", "page", "Go down one page.", "chooser"),
    Key("choose-page-up", "pageup", "page(-1)", "page", "Go up one page.", "chooser"),
    Key("choose-first", "home", "edge(-1)", "first", "Go to the first workbook.", "chooser"),
    Key("choose-last", "end", "edge(1)", "last", "Go to the last workbook.", "chooser"),
    Key("choose-new", "n", "new", "new", "Make a new workbook.", "chooser", 2),
    Key("choose-path", "o", "open_path", "path", "Open a workbook by its path.", "chooser", 3),
    Key("choose-demo", "d", "demo", "demo", "Open the invented sample.", "chooser", 4),
    Key("choose-quit", "escape,q", "go_back", "quit", "Quit, after asking.", "chooser", 9),
    # Interviews
    Key("set-slot", "s", "slot", "slot", "Write down when the case manager is seen.", "people", 2),
    Key("reply-yes", "1,y", "answer('Y')", "Yes", "The answer is Yes.", "interview", 1),
    Key("reply-no", "2,n", "answer('N')", "No", "The answer is No; it needs a short note.", "interview", 2),
    Key("reply-na", "3,a", "answer('NA')", "n/a", "Not asked, or not applicable; it needs a reason.", "interview", 3),
    Key("reply-unknown", "4", "answer('U')", "unjudged", "It cannot be judged.", "interview"),
    Key("park-reply", "9,p", "park", "park", "Park the item for later, or take it up again.", "interview"),
    Key("clear-reply", "0,backspace", "clear", "clear", "Take the answer away.", "interview"),
    Key("reply-note", "e", "write_note", "note", "Write down what was said.", "interview", 4),
    Key("reply-factors", "f", "pick_factors", "factors", "Mark what it is about.", "interview"),
    Key("open-reply", "enter", "open_here", "open", "Open the item in full, or write what was said.", "interview"),
    Key("next-reply", "space", "next_open", "next", "Go to the next item without an answer.", "interview"),
    Key("reply-down", "j,down", "move(1)", "down", "Go down one row.", "interview"),
    Key("reply-up", "k,up", "move(-1)", "up", "Go up one row.", "interview"),
    Key("next-person", "right_square_bracket,tab", "person(1)", "person", "Put this interview away behind a cover, and go to the next case manager.", "interview", 6),
    Key("previous-person", "left_square_bracket,shift+tab", "person(-1)", "person", "Put this interview away behind a cover, and go to the case manager before.", "interview"),
    Key("stand-in", "s", "stand_in", "stand-in", "Say that a stand-in is asked; his or her answers are left out of the figures unless asked for.", "interview", 8),
    Key("reply-undo", "u", "undo", "undo", "Take back the last change.", "interview", 7),
    Key("reply-redo", "U", "redo", "redo", "Do again what was undone.", "interview"),
    Key("leave-interview", "escape,q", "go_back", "back", "Go back.", "interview", 5),
    # Walkthroughs; none of these keys changes a verdict
    Key("walk-agreed", "enter", "agree", "agreed", "The case manager agrees; go on to the next question.", "walk", 1),
    Key("walk-differently", "s", "write('differs')", "differently", "The case manager sees it differently: write it down in his or her words.", "walk", 2),
    Key("walk-later", "l", "later", "later", "Come back to it later; go on to the next question.", "walk", 3),
    Key("walk-next", "space", "step(1)", "next", "Go to the next question; after the last one to the card.", "walk", 4),
    Key("walk-card", "t", "card", "card", "Show the card: two strengths, two things to develop, what was agreed.", "walk", 5),
    Key("walk-back", "b", "step(-1)", "back", "Go to the question before.", "walk", 6),
    Key("walk-view", "v", "view", "view", "Show how you see it, or hide it again.", "walk", 7),
    Key("walk-shown", "e", "write('evidence')", "shown", "Write down what the case manager shows you.", "walk", 8),
    Key("walk-strength", "plus", "write('strength')", "strength", "Write a strength together.", "walk", 9),
    Key("walk-learning", "exclamation_mark", "write('learning')", "develop", "Write together what could be done next time.", "walk", 10),
    Key("walk-action", "greater_than_sign", "write('action')", "action", "Write down what is agreed, with who does it and by when.", "walk", 11),
    Key("leave-walk", "escape,q", "leave", "leave", "Leave the walkthrough, after asking; this case comes up.", "walk", 12),
    Key("walk-undo", "u", "undo", "undo", "Take back what was kept last in this walkthrough.", "walk", 13),
    Key("walk-down", "j,down", "scroll(1)", "down", "Go down where a question has more than fits.", "walk"),
    Key("walk-up", "k,up", "scroll(-1)", "up", "Go up again.", "walk"),
    Key("walk-page-down", "pagedown", "scroll(10)", "page", "Go down ten lines.", "walk"),
    Key("walk-page-up", "pageup", "scroll(-10)", "page", "Go up ten lines.", "walk"),
    Key("card-strength", "plus", "write('strength')", "strength", "Write a strength together.", "card", 1),
    Key("card-learning", "exclamation_mark", "write('learning')", "develop", "Write together what could be done next time.", "card", 2),
    Key("card-action", "greater_than_sign", "write('action')", "action", "Write down what is agreed, with who does it and by when.", "card", 3),
    Key("turn-strengths", "s", "turn('strength')", "other +", "Put other strengths on the card.", "card", 6),
    Key("turn-learning", "l", "turn('learning')", "other !", "Put other things to develop on the card.", "card", 7),
    Key("card-back", "b", "back", "back", "Go back to the questions.", "card", 5),
    Key("leave-card", "escape,q", "leave", "leave", "Leave the walkthrough, after asking; this case comes up.", "card", 4),
    Key("card-down", "j,down,pagedown", "scroll(1)", "down", "Go down where the card has more than fits.", "card"),
    Key("card-up", "k,up,pageup", "scroll(-1)", "up", "Go up again.", "card"),
    # Factor picker
    Key("next-page", "space", "next_page", "page", "Show the next group of factors.", "picker", 1),
    Key("close-picker", "enter,escape,q", "close", "done", "Close the picker; what is marked is kept.", "picker", 2),
    # Editors and forms
    Key("leave-editor", "ctrl+s,escape", "leave", "done", "Leave; what was typed is kept.", "editor", 1, priority=True),
    Key("cover-editor", "ctrl+t", "app.blank", "cover", "Blank the screen at once; any key brings it back.", "editor", 2, priority=True),
    Key("insert-phrase", "ctrl+o,f8", "phrases", "phrase", "Put in a phrase: one of your own, or of the catalogue.", "writing", 3, priority=True),
    Key("mark-source", "enter,space,x", "mark", "mark", "Tick the record off: seen; asked for and not there; not looked for.", "sources", 1),
    Key("next-field", "tab,down", "field(1)", "next", "Go to the next field; what was typed is kept.", "form", 3),
    Key("previous-field", "shift+tab,up", "field(-1)", "before", "Go to the field before.", "form", 4),
    Key("enter-field", "enter", "enter", "next", "Go to the next field; from the last one, done.", "form"),
    Key("next-choice", "right,space", "turn(1)", "choice", "Choose the next one; a letter chooses by its first.", "form", 5),
    Key("previous-choice", "left", "turn(-1)", "choice", "Choose the one before.", "form"),
    Key("clear-choice", "backspace,delete", "turn(0)", "clear", "Leave the choice open.", "form"),
    Key("finish-form", "ctrl+s", "finish", "do it", "Do what the form is for.", "asking", 1, priority=True),
    Key("drop-form", "escape", "drop", "leave", "Leave without doing it.", "asking", 2, priority=True),
    Key("confirm-yes", "y", "confirm", "yes", "Yes, do it.", "confirm", 1),
    Key("confirm-no", "n,escape,q", "decline", "no", "No, leave it as it is.", "confirm", 2),
    # Alerts and area notes
    Key("new-alert", "n,A", "new", "new", "Put down that somebody may be at risk.", "alerts", 2),
    Key("close-alert", "x", "close", "close", "Close the alert, with a reason.", "alerts", 3),
    Key("new-area-note", "n", "new", "new", "Write evidence that belongs to no case.", "notes", 2),
    # Choosing which cases to show
    Key("show-chosen", "enter", "choose", "show", "Show the cases marked; with nothing marked, those under the cursor.", "filter", 1),
    Key("mark-choice", "space,x", "mark", "mark", "Mark what cases must be, or take the mark away.", "filter", 2),
    Key("show-every", "0,backspace", "every", "all cases", "Show every case again.", "filter", 3),
    Key("leave-filter", "escape,q", "go_back", "back", "Go back; the cases stay as they were.", "filter", 9),
    # The summary
    Key("why-not", "w", "why_not", "why not", "Show which factors stand behind the Nos, and how often.", "summary", 2),
    Key("slice-figures", "F", "slice", "slice", "Count only some cases: by order, phase, gender, ethnicity, care status, inspector, or complete ones.", "summary", 3),
    Key("show-firmness", "f", "firm", "firm", "Show how firm a criterion's figure is, and what one more Yes or No would do to its words.", "summary", 4),
    Key("give-feedback", "v", "feedback", "feedback", "Show what may be told in the room: words and counts, nothing that leads to a case.", "summary", 5),
    Key("count-stand-ins", "s", "stand_ins", "stand-ins", "Count stand-ins among the interviews, or leave them out again; the letter never counts them.", "summary"),
    Key("read-answer", "r", "read", "read", "Read all that was put down here, entries too.", "behind", 2),
    # The letter
    Key("pick-words", "enter", "choose", "words", "Pick words for the figures of the paragraph; write it where it has none.", "letter", 1),
    Key("write-paragraph", "e", "write", "write", "Write the paragraph in your own words.", "letter", 2),
    Key("next-left", "space", "next_left", "next", "Go to the next paragraph with something to do.", "letter", 3),
    Key("add-source", "plus", "example", "source", "Put a strength, a learning point or an area note into the paragraph, with its source.", "letter", 4),
    Key("new-paragraph", "n", "new", "new", "Write a new paragraph after this one.", "letter", 5),
    Key("preview-letter", "p", "preview", "preview", "Show the whole letter as a draft.", "letter", 6),
    Key("finish-letter", "f", "finish", "finish", "Show what stands against finishing the letter, and finish it.", "letter", 7),
    Key("letter-details", "i", "details", "details", "Fill in whom the letter is from, its date, how to reach the lead, its marking.", "letter", 9),
    Key("letter-points", "a", "points", "accuracy", "Show what the service said of the draft, and what came of it.", "letter", 10),
    Key("raise-paragraph", "K", "shift(-1)", "up", "Move the paragraph up in its section.", "letter"),
    Key("lower-paragraph", "J", "shift(1)", "down", "Move the paragraph down in its section.", "letter"),
    Key("drop-paragraph", "x", "drop", "leave out", "Leave the paragraph out, or take it back in.", "letter"),
    Key("lock-paragraph", "l", "lock", "lock", "Let the paragraph stand as it is, or let it be changed again.", "letter"),
    Key("compare-versions", "h", "versions", "versions", "Show every text the paragraph has had, each against the one before.", "letter"),
    Key("read-on", "right", "read(1)", "more", "Read on in the paragraph where it has more than fits.", "letter"),
    Key("read-back", "left", "read(-1)", "less", "Read back in the paragraph.", "letter"),
    Key("letter-undo", "u", "undo", "undo", "Take back the last change.", "letter", 8),
    Key("letter-redo", "U", "redo", "redo", "Do again what was undone.", "letter"),
    Key("take-words", "enter", "choose", "pick", "Put these words in their place, and go on to the next.", "words", 1),
    Key("take-first", "1", "number(1)", "pick", "Pick the words with number 1.", "words"),
    Key("take-second", "2", "number(2)", "pick", "Pick the words with number 2.", "words"),
    Key("take-third", "3", "number(3)", "pick", "Pick the words with number 3.", "words"),
    Key("take-fourth", "4", "number(4)", "pick", "Pick the words with number 4.", "words"),
    Key("take-fifth", "5", "number(5)", "pick", "Pick the words with number 5.", "words"),
    Key("take-sixth", "6", "number(6)", "pick", "Pick the words with number 6.", "words"),
    Key("take-seventh", "7", "number(7)", "pick", "Pick the words with number 7.", "words"),
    Key("take-eighth", "8", "number(8)", "pick", "Pick the words with number 8.", "words"),
    Key("take-ninth", "9", "number(9)", "pick", "Pick the words with number 9.", "words"),
    Key("clear-words", "0,backspace", "clear", "clear", "Take the words out of their place again.", "words", 2),
    Key("words-undo", "u", "undo", "undo", "Take back the last change.", "words", 3),
    Key("answer-point", "enter", "choose", "respond", "Answer the point, and say whether the letter was changed for it.", "points", 1),
    Key("new-point", "n", "new", "new", "Put down a point the service raised.", "points", 2),
    Key("override-reason", "enter", "choose", "override", "Override the reason with a sentence that is kept; only the lead can.", "finishing", 1),
    Key("keep-letter", "F", "finish", "finish", "Keep the letter as it is sent out.", "finishing", 2),
    Key("keep-draft", "d", "keep_draft", "draft", "Keep the letter as the draft that is sent to the service.", "finishing", 3),
    # Lists
    Key("choose-row", "enter", "choose", "go", "Go there.", "list", 1),
    Key("list-down", "j,down", "move(1)", "down", "Go down one row.", "list"),
    Key("list-up", "k,up", "move(-1)", "up", "Go up one row.", "list"),
    Key("list-page-down", "pagedown,space", "page(1)", "page", "Go down one page.", "list"),
    Key("list-page-up", "pageup", "page(-1)", "page", "Go up one page.", "list"),
    Key("list-first", "home", "edge(-1)", "first", "Go to the first row.", "list"),
    Key("search-list", "slash", "search", "search", "Show only the rows with certain words.", "list", 2),
    Key("list-last", "end", "edge(1)", "last", "Go to the last row.", "list"),
    Key("leave-list", "escape,q", "go_back", "back", "Go back.", "list", 9),
    # Everywhere
    Key("blank-screen", "B,f12,ctrl+t", "blank", "blank", "Blank the screen at once; any key brings it back.", "everywhere"),
    Key("show-help", "question_mark,f1", "help", "help", "Show every key that works here.", "everywhere", 20),
    Key("open-palette", "ctrl+p,colon", "palette", "commands", "Find any command, case or criterion by name.", "everywhere"),
    Key("redraw-screen", "ctrl+l", "redraw", "redraw", "Draw the whole screen again.", "everywhere"),
)
# fmt: on

BY_ID = {key.id: key for key in KEYS}

#: Where what is pressed is typed.
TYPED = frozenset({"editor", "form", "asking", "writing"})
#: What is done to the row under the cursor: where there is none, no hint bar names it.
NEEDS_ROW = frozenset(
    {
        "open-case",
        "assign-case",
        "choose-open",
        "choose-row",
        "search-list",
        "mark-source",
        "close-alert",
        "mark-choice",
    }
    | {
        "set-slot",
        "why-not",
        "show-firmness",
        "read-answer",
        "pick-words",
        "write-paragraph",
        "next-left",
        "add-source",
    }
    | {"new-paragraph", "take-words", "clear-words", "answer-point", "override-reason", "show-chosen"}
)
#: What opens an editor on what the cursor is on.
OPENS_EDITOR = frozenset({"write-note", "reply-note", "walk-shown", "write-paragraph"})
#: What takes something back: named only where there is something.
UNDOES = frozenset({"undo-change", "reply-undo", "walk-undo", "letter-undo", "words-undo"})
#: What puts something down: not named where the workbook is open for reading only.
WRITES = UNDOES | frozenset(
    {"answer-yes", "answer-no", "answer-na", "park-answer", "confirm-answer", "write-note", "assign-case", "set-slot"}
    | {"reply-yes", "reply-no", "reply-na", "reply-note", "stand-in", "walk-agreed", "walk-differently", "walk-shown"}
    | {"walk-strength", "walk-learning", "walk-action", "card-strength", "card-learning", "card-action", "mark-source"}
    | {"new-alert", "close-alert", "new-area-note", "pick-words", "write-paragraph", "add-source", "new-paragraph"}
    | {"finish-letter", "take-words", "clear-words", "answer-point", "new-point", "override-reason", "keep-letter"}
    | {"keep-draft"}
)

#: The keys in force, where they are not those of the table.
_overrides: dict[str, str] = {}


def set_overrides(overrides: Mapping[str, str]) -> None:
    """Put other keys in force for some ids, and those of the table for the rest."""
    _overrides.clear()
    _overrides.update(overrides)


def overrides() -> dict[str, str]:
    """The keys in force that are not those of the table."""
    return dict(_overrides)


def effective(id: str) -> Key:
    """A key of the table, with the keys that do it now."""
    key = BY_ID[id]
    return replace(key, keys=_overrides[id]) if id in _overrides else key


def in_scope(scope: str) -> Iterator[Key]:
    """The keys of a scope as they are now, in their order."""
    if not _overrides:
        return (key for key in KEYS if key.scope == scope)
    return (effective(key.id) for key in KEYS if key.scope == scope)


def key_label(id: str, *, typing: bool = False) -> str:
    """The key that does a thing now, for a sentence that names it; where one types, one that prints nothing."""
    every = _overrides.get(id, BY_ID[id].keys).split(",")
    return shown(next((one for one in every if not is_printable(one)), every[0]) if typing else every[0])


def render_keys(sentence: str) -> str:
    """A sentence of ours with ids in braces, each replaced by the key that does it now."""
    return sentence.format_map(_Labels())


class _Labels(dict[str, str]):
    def __missing__(self, id: str) -> str:
        return key_label(id)


def factor_letters(overrides: Mapping[str, str] | None = None) -> str:
    """The letters that mark factors: none that now means note, down, up, back or undo beside them."""
    changed = _overrides if overrides is None else overrides
    kept = {one for id in _BESIDE_FACTORS for one in changed.get(id, BY_ID[id].keys).split(",")}
    return "".join(letter for letter in ascii_lowercase if letter not in kept)


def letters_beside_factors() -> frozenset[str]:
    """The letters that mark no factor while factors are offered, but do what they do beside them."""
    every = {one for id in (*_BESIDE_FACTORS, *_ALSO_BESIDE) for one in effective(id).keys.split(",")}
    return frozenset(one for one in every if len(one) == 1 and one.isalpha())


#: What is done beside factors by keys that are no small letters, which are all theirs.
_ALSO_BESIDE = ("mark-unrecorded", "redo-change", "reply-redo")
_BESIDE_FACTORS = (
    *("write-note", "move-down", "move-up", "undo-change", "next-page", "close-picker"),
    *("reply-note", "reply-down", "reply-up", "reply-undo"),
)


def is_printable(key: str) -> bool:
    """Whether a key puts something where one types."""
    return key == "space" or len(key) == 1 or key in BY_MARK.values()


def is_meaningful(key: str) -> bool:
    """Whether somebody who presses a key means something by it: one that prints, or F1 to F12."""
    return is_printable(key) or (key[:1] == "f" and key[1:].isdigit())


def binding(id: str) -> Binding:
    """A key as Textual binds it."""
    from textual.binding import Binding  # Only screens need it; `sqs keys` does not.

    key = effective(id)
    return Binding(
        key.keys, key.action, key.label, show=key.hint > 0, id=key.id, tooltip=key.tooltip, priority=key.priority
    )


def bindings(scope: str) -> list[BindingType]:
    """The keys of a scope as Textual binds them."""
    return [binding(key.id) for key in KEYS if key.scope == scope]


def spelled(key: Key) -> str:
    """All keys of a thing, as people read them: `1 y`."""
    return " ".join(shown(one) for one in key.keys.split(","))


def as_text() -> str:
    """The whole table as it is now, for a terminal."""
    lines: list[str] = []
    for scope, title in SCOPES.items():
        lines += ["", title] if lines else [title]
        lines += [f"  {spelled(key):<16} {key.tooltip}" for key in in_scope(scope)]
    return "\n".join(lines) + "\n"


def as_markdown() -> str:
    """The whole table, for docs/reference/keys.md."""
    parts: list[str] = []
    for scope, title in SCOPES.items():
        rows = [f"| {in_code(key)} | `{key.id}` | {key.tooltip} |" for key in KEYS if key.scope == scope]
        parts.append("\n".join([f"**{title}**", "", "| keys | id | what it does |", "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def in_code(key: Key) -> str:
    """All keys of a thing, for a table in Markdown."""
    return " ".join(_in_code(shown(one)) for one in key.keys.split(","))


def _in_code(key: str) -> str:
    return "`` ` ``" if key == "`" else f"`{key}`".replace("|", "\\|")
