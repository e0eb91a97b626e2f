"""Keymaps: every preset reaches everything, own keys are checked at start, and sentences name the keys in force."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.dom import DOMNode
from textual.screen import Screen

from sqs_tui.domain.picking import LETTERS
from sqs_tui.errors import UsageError
from sqs_tui.settings import KEYMAPS, Settings
from sqs_tui.ui import keymaps, keys
from sqs_tui.ui.app import SqsApp
from sqs_tui.ui.rebinding import put_in_force
from tests.terminal import Terminal, environment
from tests.ui.conftest import text_of

Open = Callable[..., SqsApp]
UI = Path(keys.__file__).parent


@pytest.fixture(autouse=True)
def default_again() -> Iterator[None]:
    yield
    put_in_force({})


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SQS_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "config.toml"


def refused(config: Path, text: str) -> str:
    from sqs_tui import settings

    config.write_text(text, "utf-8")
    with pytest.raises(UsageError) as told:
        keymaps.choose(settings.load())
    return str(told.value)


@pytest.mark.parametrize("name", KEYMAPS)
def test_with_every_preset_everything_has_a_key_that_nothing_else_takes(name: str) -> None:
    put_in_force(keymaps.choose(Settings(keymap=name)))
    assert [key.id for key in map(keys.effective, keys.BY_ID) if not key.keys] == []
    for place in keys.SCOPES:
        used = [one for key in keys.in_scope(place) for one in key.keys.split(",")]
        assert len(set(used)) == len(used), place


@pytest.mark.parametrize("name", ["left", "right"])
def test_what_a_hint_bar_names_lies_under_one_hand(name: str) -> None:
    others, near = keymaps.choose(Settings(keymap=name)), keymaps.preset(name).near
    far = [key.id for key in keys.KEYS if key.hint and not near.intersection(others.get(key.id, key.keys).split(","))]
    assert far == []


@pytest.mark.parametrize("name", ["left", "right"])
def test_what_is_done_at_every_criterion_lies_under_one_hand(name: str) -> None:
    others, near = keymaps.choose(Settings(keymap=name)), keymaps.preset(name).near
    often = "answer-yes answer-no answer-na answer-unknown clear-answer redo-change add-evidence add-strength"
    often += (
        " add-learning move-down move-up open-here walk-case raise-alert show-agenda go-back blank-screen open-palette"
    )
    assert [id for id in often.split() if not near.intersection(others.get(id, keys.BY_ID[id].keys).split(","))] == []


def test_the_places_known_to_work_at_once_are_those_of_the_screens() -> None:
    import_every_screen()
    known = [{*places, "everywhere"} for places in keymaps.TOGETHER]
    shown = {kind: {*vars(kind)["SCOPES"]} for kind in below(Screen) if vars(kind).get("SCOPES")}
    shown = {
        kind: places for kind, places in shown.items() if kind.__name__ not in ("TypedListScreen", "InterviewScreen")
    }
    assert [kind.__name__ for kind, places in shown.items() if not any(places <= one for one in known)] == []


def test_every_row_of_the_table_is_bound_where_something_does_it() -> None:
    import_every_screen()
    assert [key.id for key in keys.KEYS if not is_done(key)] == []
    assert not is_done(replace(keys.BY_ID["next-open"], action="next_opne"))
    assert not is_done(replace(keys.BY_ID["next-open"], id="next-one"))


def is_done(key: keys.Key) -> bool:
    """Whether a class that binds the row, or one made from it, has a method for its action."""
    target, _, name = key.action.partition("(")[0].rpartition(".")
    binds = [
        kind for kind in below(DOMNode) if key.id in {getattr(one, "id", "") for one in vars(kind).get("BINDINGS", [])}
    ]
    actors = [SqsApp] if binds and target == "app" else [one for kind in binds for one in (kind, *below(kind))]
    return any(hasattr(kind, f"action_{name}") for kind in actors)


@pytest.mark.parametrize("name", KEYMAPS)
async def test_a_preset_scores_moves_and_names_its_own_keys(open_app: Open, name: str) -> None:
    app = open_app(case="ALD-06", settings=Settings(keymap=name))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(first("answer-yes"), first("answer-no"))
        await pilot.pause()
        case = app.inspection.cases["ALD-06"]
        assert (case.answer("RR01").verdict, case.answer("RR02").verdict) == ("Y", "N")
        await pilot.press(first("undo-change"))
        assert app.inspection.cases["ALD-06"].answer("RR02").verdict is None
        await pilot.pause()
        assert f" {keys.key_label('answer-yes')} Yes  {keys.key_label('answer-no')} No " in text_of(app)
        await pilot.press(first("open-palette"))
        await pilot.press(*"park the crit")
        await pilot.pause()
        assert keys.spelled(keys.effective("park-answer"))[:12] in text_of(app)


@pytest.mark.parametrize("name", KEYMAPS)
@pytest.mark.parametrize("width", [60, 80])
async def test_no_hint_bar_overflows(open_app: Open, name: str, width: int) -> None:
    """Whatever keys are called, the bar fits its line, and help stays in it."""
    from sqs_tui.ui.widgets.bars import HintBar

    import_every_screen()
    put_in_force(keymaps.choose(Settings(keymap=name)))
    app = open_app(settings=Settings(keymap=name))
    async with app.run_test(size=(width, 24)):
        bar = app.screen.query_one(HintBar)
        for places in keymaps.TOGETHER:
            hints = sorted(
                (key for place in places for key in keys.in_scope(place) if key.hint), key=lambda key: key.hint
            )
            bar.show_hints([*((keys.shown(key.keys.split(",")[0]), key.label) for key in hints), ("?", "help")])
            said = "".join(text for text, _ in bar.rows[0])
            assert cell_len(said.rstrip()) <= width, places
            assert said.rstrip().endswith("? help"), places
            assert said.count("  ") >= min(3, len(hints)), places


def test_a_clash_is_refused_with_file_line_and_both_meanings(config: Path) -> None:
    told = refused(config, '# mine\n[keys]\nnext-open = "w"\n')
    assert f"{config}, line 3" in told
    assert "w would be next-open" in told
    assert "walk-case (as it is by default)" in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('next-opne = "x"', "Did you mean next-open?"),
        ('answer-yes = ""', "answer-yes has no key, and could not be done."),
        ('answer-yes = "i"', "could not be done while factors are offered"),
        ('leave-editor = "x"', "what is typed there could not hold that key"),
        ('show-help = "?"', "could not be done while typing"),
        ('next-open = "Ctrl+I"', "arrives as Tab"),
        ('next-open = "Strg+X"', "no key is called 'Strg+X'"),
        ('leave-list = "q"', "could not be done while typing"),
        ("next-open = 5", "must be keys in quotes"),
    ],
)
def test_keys_that_cannot_work_are_refused_in_words(config: Path, line: str, said: str) -> None:
    told = refused(config, f"[keys]\n{line}\n")
    assert f"{config}, line 2" in told
    assert said in told


def test_letters_mark_factors_but_those_that_mean_something_beside_them() -> None:
    assert keys.factor_letters() == LETTERS
    assert not set("zswe") & set(keys.factor_letters(keymaps.choose(Settings(keymap="left"))))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('theme = ""\nkeys.next-open = "w"\n', ", line 2"),
        ('keys."next-open" = "w"\n', ", line 1"),
        ('keys = { next-open = "w" }\n', ")"),
    ],
)
def test_the_line_is_told_however_the_table_is_written(config: Path, text: str, where: str) -> None:
    assert f"next-open ({config}{where}" in refused(config, text)


def test_it_is_refused_before_the_terminal_is_touched(config: Path, workbook: Path) -> None:
    config.write_text('[keys]\nnext-open = "w"\n', "utf-8")
    env = environment(SQS_CONFIG_DIR=str(config.parent))
    with Terminal([sys.executable, "-m", "sqs_tui", "open", str(workbook)], 120, 24, env=env) as terminal:
        assert terminal.exit_code() == 2
        assert "w would be next-open" in terminal.text


def test_own_keys_stand_over_a_preset(config: Path) -> None:
    from sqs_tui import settings

    config.write_text('keymap = "vim"\n[keys]\nundo-change = ["u", "Ctrl+Y"]\n', "utf-8")
    others = keymaps.choose(settings.load())
    assert (others["undo-change"], others["redo-change"]) == ("u,ctrl+y", "ctrl+r,U")


def test_every_class_bound_anew_is_as_if_made_so() -> None:
    import_every_screen()
    put_in_force({"next-open": "i"})
    from sqs_tui.ui.casework.case_pane import CasePane

    assert "i" in CasePane._merged_bindings.key_to_bindings  # type: ignore[union-attr]
    assert "space" not in CasePane._merged_bindings.key_to_bindings  # type: ignore[union-attr]


def test_the_default_costs_nothing_at_the_start() -> None:
    started = "import sys; from sqs_tui.ui.app import SqsApp, user_settings as own; SqsApp(settings=own.Settings())"
    loaded = "print([name for name in ('keymaps', 'rebinding', 'palette') if f'sqs_tui.ui.{name}' in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{started}; {loaded}"], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


#: A key as people read it, and after it what a key does.
_DOES = "shows? finds? opens? goes undoes leaves chooses brings takes writes? adds moves? makes keeps changes has marks"
_DOES += " ticks picks gives scores sets turns counts blanks reads begins"
_NAMES = re.compile(
    r"(?:^|[\s(,;.:])(?:Enter|Esc|Space|Tab|Ctrl\+(?![CQ])\w|F\d+|PgDn|PgUp|[A-Za-z/.+!*|?\]\[])"
    rf"(?:,? (?:{'|'.join(_DOES.split())})\b)"
)


def test_no_sentence_names_a_key_itself() -> None:
    """Keys may be others: a sentence takes them from the table."""
    found = [
        f"{path.relative_to(UI)}:{text.lineno} {text.value!r}"
        for path in UI.rglob("*.py")
        if path.name != "keys.py"
        for text in said_in(ast.parse(path.read_text("utf-8")))
        if _NAMES.search(text.value)
    ]
    assert found == []


def said_in(tree: ast.Module) -> Iterator[ast.Constant]:
    """Texts in a module that are no docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node


def first(id: str) -> str:
    return keys.effective(id).keys.split(",")[0]


def below(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def import_every_screen() -> None:
    from importlib import import_module

    for path in UI.rglob("*.py"):
        import_module(".".join(("sqs_tui", "ui", *path.relative_to(UI).with_suffix("").parts)))
