"""A TinyDB table whose writes by id cost the same at any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tinydb.table import Table

if TYPE_CHECKING:
    from sqs_tui.store.storage import JournalStorage


class Draft(MutableMapping[str, Any]):
    """A table as an update sees it: what it touches is copied, so that only that need be compared.

    Ids are text, as they are in the journals, whatever TinyDB hands over.
    """

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self._documents = documents
        self.touched: dict[str, dict[str, Any] | None] = {}

    def __getitem__(self, id: object) -> dict[str, Any]:
        id = str(id)
        if id not in self.touched:
            self.touched[id] = deepcopy(dict(self._documents[id]))
        document = self.touched[id]
        if document is None:
            raise KeyError(id)
        return document

    def __setitem__(self, id: object, document: Mapping[str, Any]) -> None:
        self.touched[str(id)] = dict(document)

    def __delitem__(self, id: object) -> None:
        if id not in self:
            raise KeyError(id)
        self.touched[str(id)] = None

    def __contains__(self, id: object) -> bool:
        id = str(id)
        return self.touched[id] is not None if id in self.touched else id in self._documents

    def __iter__(self) -> Iterator[str]:
        fresh = (id for id in self.touched if id not in self._documents)
        return (id for id in (*self._documents, *fresh) if id in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove every document."""
        self.touched = dict.fromkeys(self)


class JournalTable(Table):
    """A TinyDB table over journals: every TinyDB call works, ids are our own text, nothing is cached.

    It rests on two private names of TinyDB 4, `_read_table` and `_update_table`; a contract test guards them.
    """

    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0

    def __init__(self, storage: JournalStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size=0, persist_empty=False)
        self._journals = storage

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return self._journals.documents(self.name)  # type: ignore[return-value]

    def _update_table(self, updater: Callable[[dict[Any, Mapping[str, Any]]], None]) -> None:
        draft = Draft(self._journals.documents(self.name))
        updater(draft)  # type: ignore[arg-type]
        self._journals.write_documents(self.name, draft.touched)

    def _get_next_id(self) -> int:
        raise ValueError(
            "Give every document its id: Document(fields, doc_id=…). Automatic ids overwrite others' work."
        )
