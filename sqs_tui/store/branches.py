"""Journals that went two ways: one person's copy used on two machines, or a backup that went on.

Both ways are kept, each as a whole journal of its own: `<writer>.jsonl` and `<writer>~<8 hex>.jsonl`. Which of
them has the plain name is chance, so nothing may depend on it. A line is the same line wherever it has the same
hash. Before the point where the ways part lines are called `writer:number`, as ever, and count once; from there
on they are called `writer~hash:number`, in every copy. What a way says of its own later lines means its own.
What another journal says of `writer:number` after that point means the one line of that number that wrote that
field; where two did, it cannot be told which was on screen, so neither counts as seen and both values stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqs_tui.store.fold import DELETED, Key, Line, Operation
from sqs_tui.store.journal import writer_of

_SHOWN = 16

#: A line with the hash it stands under.
Numbered = tuple[Line, str]


class Branches:
    """The journals that went two ways, and what their lines are called."""

    def __init__(self, journals: Mapping[str, Sequence[Numbered]]) -> None:
        families: dict[str, list[str]] = {}
        for name in journals:
            families.setdefault(writer_of(name), []).append(name)
        self._parted: dict[str, int] = {}
        self._hashes: dict[str, list[str]] = {}
        self._known: dict[tuple[str, int], dict[str, Line]] = {}
        for writer, names in families.items():
            parted = _parting([[hash for _, hash in journals[name]] for name in names])
            if parted is not None:
                self._hashes |= {name: [hash for _, hash in journals[name]] for name in names}
                self._parted[writer] = parted
                for name in names:
                    for line, hash in journals[name]:
                        self._known.setdefault((writer, line.number), {})[hash[:_SHOWN]] = line

    def __contains__(self, writer: object) -> bool:
        return writer in self._parted

    def lines(self, journals: Mapping[str, Sequence[Numbered]]) -> Iterator[Line]:
        """Every line as the fold should know it, each once."""
        told: set[str] = set()
        for name in sorted(journals):
            for line, hash in journals[name]:
                line = self.named(name, line, hash)
                if line.id not in told:
                    told.add(line.id)
                    yield line

    def named(self, name: str, line: Line, hash: str) -> Line:
        """A line of a journal under the name it goes by, and so with every line it names."""
        if not self._parted:
            return line
        writer = writer_of(name)
        if writer in self._parted:
            own = self._hashes[name]
            if line.number == len(own) + 1:
                own.append(hash)
                self._known.setdefault((writer, line.number), {})[hash[:_SHOWN]] = line
        return replace(
            line,
            writer=self._called(writer, line.number, hash),
            operations=tuple(self._operation(name, line, operation) for operation in line.operations),
            of=next(iter(self._meant(name, line, line.of, None)), line.of) if ":" in line.of else line.of,
        )

    def _called(self, writer: str, number: int, hash: str) -> str:
        parted = self._parted.get(writer)
        return writer if parted is None or number < parted else f"{writer}~{hash[:_SHOWN]}"

    def _operation(self, name: str, line: Line, operation: Operation) -> Operation:
        seen = [meant for named in operation.seen for meant in self._meant(name, line, named, operation.key)]
        return operation._replace(seen=tuple(dict.fromkeys(seen)))

    def _meant(self, name: str, line: Line, named: str, key: Key | None) -> Iterable[str]:
        """The lines that a name in a line means, by the names they go by."""
        called, _, digits = named.rpartition(":")
        writer, _, hash = called.partition("~")
        parted = self._parted.get(writer)
        if parted is None or not digits.isdecimal():
            return (named,)
        number = int(digits)
        known = self._known.get((writer, number), {})
        if hash:
            return (f"{writer}:{number}",) if number < parted and hash in known else (named,)
        if number < parted:
            return (named,)
        if writer == writer_of(name):
            own = self._hashes[name]
            return (f"{writer}~{own[number - 1][:_SHOWN]}:{number}",) if 0 < number <= len(own) else (named,)
        able = {hash: other for hash, other in known.items() if other.counter < line.counter and _wrote(other, key)}
        if not able:
            return (named,)
        return [f"{writer}~{hash}:{number}" for hash in able] if len(able) == 1 else ()


def _parting(ways: Sequence[Sequence[str]]) -> int | None:
    """The number of the first line on which journals of one writer differ; None where none does."""
    longest = max(ways, key=len)
    partings = (
        number for way in ways for number, (one, other) in enumerate(zip(way, longest, strict=False), 1) if one != other
    )
    return min(partings, default=None)


def _wrote(line: Line, key: Key | None) -> bool:
    """Whether a line wrote a field; of a deletion, whether it wrote anything of the document."""
    if key is None:
        return True
    if key[2] == DELETED:
        return any(operation.key[:2] == key[:2] for operation in line.operations)
    return any(operation.key == key for operation in line.operations)
