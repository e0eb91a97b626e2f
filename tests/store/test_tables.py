"""Over journals TinyDB's tables do what they do in memory, and are still there tomorrow."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tinydb
from hypothesis import HealthCheck, given, settings, strategies as some
from tinydb import TinyDB, where
from tinydb.operations import add, delete, set as set_to
from tinydb.storages import MemoryStorage, Storage
from tinydb.table import Document, Table

from sqs_tui.errors import NotSaved
from sqs_tui.store.storage import Identity, JournalStorage
from sqs_tui.store.table import JournalTable
from sqs_tui.store.workbook import JournalDB
from tests.store.books import answers, made, on_disk, opened, put

IDENTITY = Identity("book", "digest", "ann", "here", "ann")


def over_journals(folder: Path, kind: type[TinyDB]) -> TinyDB:
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "quarantine").mkdir(exist_ok=True)
    return kind(folder, IDENTITY, lambda: "", storage=JournalStorage)


# What can be done to a table, as data

ids = some.integers(1, 5)
texts = some.sampled_from(["", "a", "b", "漢"])
lists = some.lists(some.sampled_from("xyz"), max_size=3)
documents = some.fixed_dictionaries({"verdict": texts}, optional={"factors": lists, "note": texts})
parts = some.dictionaries(some.sampled_from(["verdict", "note"]), texts, min_size=1)
is_verdict = some.builds(lambda value: ("verdict", value), texts)

calls = some.one_of(
    some.tuples(some.just("insert"), ids, documents),
    some.tuples(some.just("insert_multiple"), some.lists(some.tuples(ids, documents), max_size=3)),
    some.tuples(some.just("upsert"), ids, parts),
    some.tuples(some.just("upsert_where"), ids, parts, is_verdict),
    some.tuples(some.just("update"), parts, some.lists(ids, max_size=3)),
    some.tuples(some.just("update_where"), parts, is_verdict),
    some.tuples(some.just("update_all"), parts),
    some.tuples(some.just("append"), some.sampled_from("xyz"), is_verdict),
    some.tuples(some.just("set"), texts, is_verdict),
    some.tuples(some.just("unset"), is_verdict),
    some.tuples(some.just("remove"), some.lists(ids, max_size=3)),
    some.tuples(some.just("remove_where"), is_verdict),
    some.tuples(some.just("truncate")),
    some.tuples(some.just("drop")),
)


def ask(db: TinyDB, id_of: Callable[[int], Any], call: tuple) -> Any:
    """Make one call; what it came to, with ids as text, or the kind of error it raised."""
    table, (name, *words) = db.table("answers"), call

    def query(about: tuple[str, str]) -> Any:
        return where(about[0]) == about[1]

    def has_factors(about: tuple[str, str]) -> Any:
        return query(about) & where("factors").exists()

    def document(id: int, fields: dict[str, Any]) -> Document:
        return Document({**fields}, doc_id=id_of(id))

    acts: dict[str, Callable[..., Any]] = {
        "insert": lambda id, fields: table.insert(document(id, fields)),
        "insert_multiple": lambda many: table.insert_multiple([document(*one) for one in many]),
        "upsert": lambda id, fields: table.upsert(document(id, fields)),
        "upsert_where": lambda id, fields, about: (
            table.update(fields, query(about)) or table.upsert(document(id, fields))
        ),
        "update": lambda fields, some_ids: table.update(fields, doc_ids=[id_of(id) for id in some_ids]),
        "update_where": lambda fields, about: table.update(fields, query(about)),
        "update_all": lambda fields: table.update(fields),
        "append": lambda code, about: table.update(add("factors", [code]), has_factors(about)),
        "set": lambda value, about: table.update(set_to("note", value), query(about)),
        "unset": lambda about: table.update(delete("factors"), has_factors(about)),
        "remove": lambda some_ids: table.remove(doc_ids=[id_of(id) for id in some_ids]),
        "remove_where": lambda about: table.remove(query(about)),
        "truncate": table.truncate,
        "drop": lambda: db.drop_table("answers"),
    }
    try:
        found = acts[name](*words)
    except (ValueError, KeyError) as error:
        return type(error)
    return sorted(map(str, found)) if isinstance(found, list) else str(found)


def contents(db: TinyDB) -> dict[str, dict[str, Any]]:
    table = db.table("answers")
    found = {str(document.doc_id): dict(document) for document in table.all()}
    assert len(table) == len(found)
    assert all(dict(table.get(doc_id=id)) == document for id, document in found.items())
    for text in ("", "a"):
        assert table.count(where("verdict") == text) == sum(one.get("verdict") == text for one in found.values())
    return found


@pytest.mark.parametrize(("kind", "id_of"), [(JournalDB, str), (TinyDB, int)], ids=["JournalTable", "stock Table"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=some.lists(calls, max_size=12))
def test_every_call_does_what_it_does_in_memory(tmp_path_factory, kind, id_of, told):
    folder = tmp_path_factory.mktemp("book") / "journal"
    ours, model = over_journals(folder, kind), TinyDB(storage=MemoryStorage)
    for call in told:
        assert ask(ours, id_of, call) == ask(model, int, call)
        assert contents(ours) == contents(model)
    ours.close()
    assert contents(over_journals(folder, kind)) == contents(model)


def test_one_call_is_one_line(tmp_path):
    folder = tmp_path / "journal"
    db = over_journals(folder, JournalDB)
    table = db.table("answers")
    table.insert_multiple([Document({"verdict": "Y"}, doc_id=f"A/{number}") for number in range(9)])
    table.update({"verdict": "N"}, where("verdict") == "Y")
    db.drop_tables()
    assert len((folder / "ann-here-1.jsonl").read_bytes().splitlines()) == 1 + 3


def test_dropping_every_table_is_one_line_too(tmp_path):
    folder = tmp_path / "journal"
    db = over_journals(folder, JournalDB)
    for name in ("cases", "answers"):
        db.table(name).insert(Document({"verdict": "Y"}, doc_id="A"))
    db.drop_tables()
    assert [len(table) for table in (db.table("cases"), db.table("answers"))] == [0, 0]
    assert len((folder / "ann-here-1.jsonl").read_bytes().splitlines()) == 1 + 3


def test_an_update_that_fails_on_the_way_leaves_nothing(tmp_path):
    table = over_journals(tmp_path / "journal", JournalDB).table("answers")
    table.insert_multiple([Document({"factors": ["late"]}, doc_id=id) for id in "AB"])

    def spoil(document: Any) -> None:
        document["factors"].append("other")
        if len(spoilt := [*document["factors"]]) and table.get(doc_id="A")["factors"] == spoilt[:1]:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        table.update(spoil)
    assert [document["factors"] for document in table.all()] == [["late"], ["late"]]


def test_what_is_read_cannot_change_what_is_kept_by_an_update(tmp_path):
    """A list lengthened in place by an operation of TinyDB's own is written like any other change."""
    folder = tmp_path / "journal"
    db = over_journals(folder, JournalDB)
    db.table("answers").insert(Document({"factors": ["late"]}, doc_id="A"))
    db.table("answers").update(add("factors", ["other"]), doc_ids=["A"])
    db.close()
    assert over_journals(folder, JournalDB).table("answers").get(doc_id="A")["factors"] == ["late", "other"]


@pytest.mark.parametrize("call", ["insert", "insert_multiple"])
def test_automatic_ids_are_refused(tmp_path, call):
    table = over_journals(tmp_path / "journal", JournalDB).table("answers")
    with pytest.raises(ValueError, match="Give every document its id"):
        getattr(table, call)({"verdict": "Y"} if call == "insert" else [{"verdict": "Y"}])
    assert len(table) == 0


def test_ids_that_are_numbers_are_kept_as_text(tmp_path):
    folder = tmp_path / "journal"
    db = over_journals(folder, JournalDB)
    db.table("answers").insert(Document({"verdict": "Y"}, doc_id=5))
    db.close()
    again = over_journals(folder, JournalDB)
    assert again.storage.damage == ()
    assert dict(again.table("answers").get(doc_id="5")) == {"verdict": "Y"}


def test_nothing_is_answered_from_a_cache(tmp_path):
    ann, ben = made(tmp_path / "test.sqs"), opened(tmp_path / "test.sqs", "ben")
    query = where("verdict") == "Y"
    assert ben.table("answers").search(query) == []
    put(ann, "A/RR01", verdict="Y")
    ben.refresh()
    assert len(ben.table("answers").search(query)) == 1


def test_the_private_names_we_stand_on_are_there():
    """JournalTable overrides these two; should TinyDB rename them, this fails before anyone loses an answer."""
    assert [*inspect.signature(Table._read_table).parameters] == ["self"]
    assert [*inspect.signature(Table._update_table).parameters] == ["self", "updater"]
    assert "_get_next_id" in vars(Table)
    used = {
        name: inspect.getsource(getattr(Table, name)) for name in ("insert", "update", "remove", "truncate", "upsert")
    }
    assert all("_update_table" in source or name == "upsert" for name, source in used.items())
    assert all(
        "_read_table" in inspect.getsource(getattr(Table, name)) for name in ("get", "search", "__iter__", "__len__")
    )
    assert tinydb.__version__.startswith("4.")


def test_the_storage_keeps_tinydbs_contract():
    assert issubclass(JournalStorage, Storage)
    assert JournalDB.table_class is JournalTable


# Settling, through the workbook


def differing(folder: Path):
    ann = made(folder)
    put(ann, "A/RR08", verdict="Y")
    ben = opened(folder, "ben")
    put(ann, "A/RR08", verdict="N")
    put(ben, "A/RR08", verdict="U")
    ann.refresh(), ben.refresh()
    return ann, ben


@pytest.mark.parametrize("verdict", ["N", "U", "Y"])
def test_a_difference_is_settled_by_writing_any_value_the_one_shown_too(tmp_path, verdict):
    ann, ben = differing(tmp_path / "test.sqs")
    assert ann.differences() == ben.differences() == (("answers", "A/RR08", "verdict"),)
    assert set(ann.heads("answers", "A/RR08", "verdict")) == {"N", "U"}
    put(ann, "A/RR08", "resolve", verdict=verdict)
    ben.refresh()
    assert ann.differences() == ben.differences() == ()
    assert answers(ann) == answers(ben) == {"A/RR08": {"verdict": verdict}}


def test_a_write_begun_before_somebody_elses_is_a_difference(tmp_path):
    """What counts is what was on screen when writing began, not what was found while saving."""
    ann = made(tmp_path / "test.sqs")
    put(ann, "A/RR08", note="first")
    key = ("answers", "A/RR08", "note")
    began = {key: ann.seen(*key)}
    ben = opened(tmp_path / "test.sqs", "ben")
    put(ben, "A/RR08", note="ben's")
    ann.refresh()
    from sqs_tui.domain.case import Change

    ann.record([Change(*key, "first", "ann's")], "note", seen=began)
    assert ann.differences() == (key,)


def test_the_same_thing_again_is_not_written(tmp_path):
    book = made(tmp_path / "test.sqs")
    assert put(book, "A/RR08", verdict="Y") is not None
    assert put(book, "A/RR08", verdict="Y") is None


def test_read_only_writes_nothing(tmp_path):
    made(tmp_path / "test.sqs").close()
    book = opened(tmp_path / "test.sqs", read_only=True)
    with pytest.raises(NotSaved, match="read-only"):
        put(book, "A/RR08", verdict="Y")
    assert answers(book) == on_disk(tmp_path / "test.sqs") == {}
