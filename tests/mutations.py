"""Takes each safeguard of the journals away in turn, in a copy, and shows that a test fails: `make mutations`.

A safeguard whose loss no test notices protects nobody: the next change could take it away unseen.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
JOURNAL, STORAGE, WORKBOOK = (f"sqs_tui/store/{name}.py" for name in ("journal", "storage", "workbook"))
COPIES, MERGING, ERASING = (f"sqs_tui/store/{name}.py" for name in ("copies", "merging", "erasing"))
DISK, WRITER, IDENTITY, BEGINNING = (f"sqs_tui/store/{name}.py" for name in ("disk", "writer", "identity", "beginning"))
FOLD, SEEN, BACK, QUOTING = (f"sqs_tui/store/{name}.py" for name in ("fold", "seen_heads", "brought_back", "quoting"))
RECOVERING, MAKING, LOCATIONS = "sqs_tui/store/recovering.py", "sqs_tui/session/making.py", "sqs_tui/locations.py"
#: Those that fail soonest come first; after them the rest of the store, and what proves it from outside.
SOONEST = ("vouching", "power_cuts", "not_saved", "workbook", "journal", "processes")
OUTSIDE = ("tests/cli/test_proof.py", "tests/test_locations.py")
#: Read by nobody who writes, and slow.
ELSEWHERE = ("test_catalogues.py",)
LONGEST_SECONDS = 180


@dataclass(frozen=True)
class Mutation:
    """A safeguard, and how it is taken away: in a file, after a place, one text becomes another."""

    what: str
    file: str
    after: str
    old: str
    new: str

    def apply(self, root: Path) -> bytes:
        """Change the file; returns what it was. Raises `ValueError` where the text is not there."""
        path = root / self.file
        before = path.read_bytes()
        head, place, tail = before.decode().partition(self.after)
        if not place or self.old not in tail:
            raise ValueError(f"{self.what}: {self.old!r} is not in {self.file} after {self.after!r}")
        path.write_text(head + place + tail.replace(self.old, self.new, 1))
        return before


_SYNC, _FILE_SYNC, _FOLDER_SYNC = "os.fsync(self._descriptor)", "os.fsync(file.fileno())", "sync_folder("
_CREATE, _LOCK, _TAIL = "def create(", "def lock(", "def set_torn_tail_aside"
_OURS, _PUT, _READ = "def _still_ours", "def _put(", "def read_from("
_UNSYNCED = "path.write_bytes(content)"
_TOLD = (
    "entries = sorted(self._entries())",
    "untold, self._untold = self._untold, []; entries = sorted(self._entries()); yield from untold",
)
_TWICE, _AWAITED = "if line.number <= self._last.get(line.writer, -1):", "if key not in self._awaited or "
_MARKED = "book.record([*marks, *receipts(brought, author)], Why.ERASED)"
_COPIED_HASH = 'if digest_of(self.catalogue) != self._said("catalogue_hash"):'
_COUNTER = 'if not 0 <= content["t"] <= cursor.counter + LARGEST_STEP:'
_ROOM = ("min(self.fold.counter + 1, writer.cursor.counter + LARGEST_STEP)", "self.fold.counter + 1")
_DEEP = "if isinstance(value, (list, dict)) and _is_deeper(value, _DEEPEST):"
_GROWN = "if any(True for _ in read(path, cursor, own.id)) or cursor.damage is not None:"
_GOES_ON = 'elif not any(_goes_on(folder / f"{other}.jsonl", seen, cursor) for other, cursor in ways.items()):'
_LOCKING = "fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)"
MUTATIONS = (
    # fsync
    Mutation("fsync of an answer", WRITER, _PUT, _SYNC, "pass"),
    Mutation("fsync of a new journal", WRITER, _CREATE, "os.fsync(descriptor)", "pass"),
    Mutation("fsync of the folder of a new journal", WRITER, _CREATE, "sync_folder(folder)", "pass"),
    Mutation("fsync after a torn tail is cut", WRITER, _TAIL, _SYNC, "pass"),
    Mutation("fsync of the quarantine folder", WRITER, "def _keep(", "sync_folder(quarantine)", "pass"),
    Mutation("fsync of any folder", DISK, "def sync_folder", "os.fsync(descriptor)", "pass"),
    Mutation("fsync of a placed file", DISK, "def place(", "os.fsync(descriptor)", "pass"),
    Mutation("fsync of a replaced file", DISK, "def replace_file", _FILE_SYNC, "pass"),
    Mutation("fsync of a replaced file's folder", DISK, "def replace_file", "sync_folder(path.parent)", "pass"),
    Mutation(
        "fsync of the folder it stands in", BEGINNING, "os.rename(beside, folder)", "sync_folder(folder.parent)", "pass"
    ),
    Mutation(
        "… made with what it begins with", MAKING, "os.rename(beside, folder)", "sync_folder(folder.parent)", "pass"
    ),
    Mutation("fsync of the folders of a copy", COPIES, "def make_folder", "sync_folder(made)", "pass"),
    Mutation("fsync of the folder a copy stands in", COPIES, "def make_folder", "sync_folder(folder.parent)", "pass"),
    Mutation("fsync of the folder of merged journals", MERGING, "def _write(", "sync_folder(journals)", "pass"),
    Mutation("fsync of a file rebuilt", RECOVERING, "def _keep(", "replace_file(path, content)", _UNSYNCED),
    Mutation("fsync of the folder it is rebuilt in", RECOVERING, "def recover", "sync_folder(new.parent)", "pass"),
    # Locks
    Mutation("lock of a new journal", WRITER, _CREATE, _LOCKING, "pass"),
    Mutation("lock of a journal taken up", WRITER, _LOCK, _LOCKING, "pass"),
    Mutation(
        "the lock kept while the process lives",
        STORAGE,
        "def _own_journal",
        "self._writer = writer",
        "self._writer = writer; __import__('fcntl').flock(writer._descriptor, 8)",
    ),
    Mutation("a lock that no other closing drops", WRITER, _CREATE, "fcntl.flock(", "fcntl.lockf("),
    Mutation("… of a journal taken up", WRITER, _LOCK, "fcntl.flock(", "fcntl.lockf("),
    Mutation("the lock a merge takes", MERGING, "def _locked", "if writer is None:", "if False:"),
    # Order
    Mutation("disk before state", STORAGE, "def _commit", "self.fold.apply(line)", "pass"),
    Mutation("fsync before it counts as written", WRITER, "def append", "self._put(raw)", "self.cursor.offset += 0"),
    Mutation(
        "content before name",
        WRITER,
        _CREATE,
        "write_whole(descriptor, raw)",
        "give_name(beside, path); write_whole(descriptor, raw); os.unlink(path)",
    ),
    Mutation("a workbook is named when it is whole", BEGINNING, "def begin", "unfinished(folder)", "folder"),
    Mutation("a new workbook is named when it has all", MAKING, "def make(", 'unfinished(folder, "making")', "folder"),
    Mutation("a copy is named when it is whole", COPIES, "def make_folder", "unfinished(folder)", "folder"),
    Mutation("a rebuilt one is named when it is whole", RECOVERING, "def recover", "unfinished(new)", "new"),
    Mutation("a placed file is named when it is whole", DISK, "def place(", "unfinished(path)", "path"),
    Mutation("what is told is forgotten only then", STORAGE, "def refresh", *_TOLD),
    Mutation("a line counts on from all that were seen", STORAGE, "def _commit", "self.fold.counter + 1", "1"),
    Mutation("a stranger's count leaves room", STORAGE, "def _commit", *_ROOM),
    Mutation("the counter never goes back", FOLD, "def apply", "max(self.counter, line.counter)", "line.counter"),
    Mutation("a line twice is once", FOLD, "def apply", _TWICE, "if False:"),
    Mutation("what was on screen is named", STORAGE, "def _differences", " if seen is None else seen", ""),
    Mutation("what arrives late replaces what it saw", FOLD, "def _write", _AWAITED, "if True or "),
    Mutation("a journal that went two ways is left", STORAGE, "def _read_again", "self._writer.close()", "pass"),
    Mutation("what was erased leaves a mark", ERASING, "def finish", _MARKED, "pass"),
    Mutation(
        "nothing that could be either is erased", ERASING, "def _cases", "if len(in_sample) > 1 or ", "if False and "
    ),
    Mutation("words brought into the letter go", ERASING, "def leaves_out", "(hash, id) in self.paragraphs", "False"),
    Mutation("… and what was written over them", QUOTING, "def gone", "_reached(named, self._after)", "named"),
    Mutation("… and letters kept with them", QUOTING, "def quoting", " or _has(content, ", " and (content, "),
    Mutation("… that name their entry", QUOTING, "def quoting", "names_one(content, entries) or ", ""),
    Mutation("what stood before them stays", QUOTING, "def words", "elif not self._stood_before(", "elif True or ("),
    Mutation("what was erased is told in the letter", BACK, "def _is_back", "return names_one(", "return False and ("),
    Mutation("a name that would not last is taken back", WRITER, _CREATE, "os.unlink(path)", "pass"),
    Mutation(
        "a file is replaced by renaming",
        DISK,
        "def replace_file",
        "os.replace(beside, path)",
        "path.write_bytes(content); beside.unlink()",
    ),
    # Truncation
    Mutation(
        "cut back after a failed write",
        WRITER,
        _PUT,
        "self._cut_back(end)\n            raise not_saved(error) from error",
        "raise not_saved(error) from error",
    ),
    Mutation("cut back after a failed fsync", WRITER, "trusted any more", "self._cut_back(end)", "pass"),
    Mutation("the cut itself", WRITER, "def _cut_back", "os.ftruncate(self._descriptor, end)", "pass"),
    Mutation("a torn tail is cut off", WRITER, _TAIL, "os.ftruncate(self._descriptor, self.cursor.offset)", "pass"),
    Mutation(
        "a torn tail is kept in quarantine",
        WRITER,
        _TAIL,
        '_keep(quarantine, f"{self.writer}-{self.cursor.offset}", tail)',
        "pass",
    ),
    Mutation("no descriptor is trusted after a failed fsync", WRITER, "trusted any more", "self.close()", "pass"),
    Mutation("a short write goes on", DISK, "def write_whole", "raw = raw[written:]", "raw = b''"),
    Mutation("a write of nothing is an error", DISK, "def write_whole", "if written <= 0:", "if False:"),
    Mutation("a closed journal takes nothing", WRITER, _OURS, "if not self.is_open:", "if False:"),
    # Hashes and numbers
    Mutation("the hash of a line", JOURNAL, "def parsed", "chained(cursor.hash, body) != found", "False"),
    Mutation("the hash before in the hash", JOURNAL, "def chained", "(previous + text)", "text"),
    Mutation("the space after the hash", JOURNAL, "def parsed", 'space != " " or ', ""),
    Mutation("the number of a line", JOURNAL, "def parsed", 'content["n"] != cursor.number + 1', "False"),
    Mutation("the format of a journal", JOURNAL, "def parsed", 'content["v"] != FORMAT', "False"),
    Mutation("the workbook of a journal", JOURNAL, "def parsed", 'content["workbook"] != workbook or ', ""),
    Mutation("the writer of a journal", JOURNAL, "def parsed", ' or content["writer"] != writer', ""),
    Mutation("a line is one only with its newline", JOURNAL, _READ, 'if not raw.endswith(b"\\n"):', "if False:"),
    Mutation(
        "a whole line without newline is damage", JOURNAL, _READ, "if _is_more_than_torn(raw, cursor):", "if False:"
    ),
    Mutation("nothing is read after damage", JOURNAL, "def read(", "if cursor.damage is not None:", "if False:"),
    Mutation("the hash of workbook.toml", JOURNAL, _READ, "cursor.identity != identity:", "False:"),
    Mutation(
        "the hash of workbook.toml in every journal",
        WORKBOOK,
        "class Workbook",
        "if not self._storage.agrees_with(digest):",
        "if False:",
    ),
    Mutation(
        "the hash of the catalogue",
        IDENTITY,
        "def read_catalogue",
        'digest_of(raw) != identity["catalogue_hash"]',
        "False",
    ),
    Mutation("the hash of the catalogue of a copy", COPIES, "def check_catalogue", _COPIED_HASH, "if False:"),
    Mutation("the chains of a copy", COPIES, "def checked(", "if cursor.damage is not None:", "if False:"),
    Mutation("damage in a copy", COPIES, "def checked(", "cursor.damage.in_doubt or not so_far", "not so_far"),
    Mutation("an empty journal in a copy", COPIES, "def checked(", "if cursor.number < 0:", "if False:"),
    Mutation(
        "what a copy's journals began with", COPIES, "def checked(", "if cursor.identity != copy.digest:", "if 0:"
    ),
    Mutation("a name that stands twice in a copy", COPIES, "def checked(", "if problem := _twice(line[33:]):", "if 0:"),
    Mutation("a copy is of this workbook", MERGING, "def _taken(", "if other.id != own.id:", "if False:"),
    Mutation("a copy began as this did", MERGING, "def _taken(", "if other.digest != own.digest:", "if False:"),
    Mutation("a copy asks what this asks", MERGING, "def _taken(", "if other.catalogue != own.catalogue:", "if False:"),
    Mutation("a copy without what is here", MERGING, "def _taken(", "if not erased.covers(gone):", "if False:"),
    Mutation("what was erased here is left out", MERGING, "def _taken(", "if not left:", "if True:"),
    Mutation("what came back is told", BACK, "def brought_back", "if erased else []", "if False else []"),
    Mutation("a counter beyond all counting", JOURNAL, "def parsed", _COUNTER, "if False:"),
    Mutation("… of too many digits", JOURNAL, "def _countable", "if len(text) > _MOST_DIGITS:", "if False:"),
    Mutation("the number of a line is a number", JOURNAL, "def parsed", 'type(content["n"]) is not int or ', ""),
    Mutation("a new journal counts from nothing", WRITER, _CREATE, "0, inode=", "0, counter=2**40, inode="),
    Mutation("… in what a line has seen", JOURNAL, "def _take_up", "if not _LINE.fullmatch(head):", "if False:"),
    Mutation("it stops no merge", JOURNAL, _READ, "in_doubt=problem not in _SENSELESS", "in_doubt=True"),
    Mutation("lists without a bottom", JOURNAL, "def parsed", _DEEP, "if False:"),
    Mutation("numbers that are none", JOURNAL, "_DECODER =", "parse_constant=_no_number, ", ""),
    Mutation("numbers that are too large", JOURNAL, "_DECODER =", "parse_float=_finite", ""),
    Mutation("a line that is too long", WRITER, "def append", "if len(raw) > journal.LONGEST_LINE:", "if False:"),
    Mutation("what a journal was rebuilt from", RECOVERING, "def _journal", "cursor.identity != digest", "False"),
    # Whose file, and which
    Mutation("a stranger's journal is left out", STORAGE, "def _lines", "(what := self._against(entry))", "False"),
    Mutation("… and vouches for nobody", STORAGE, "def _lines", "self.checks_owners and not is_strange", "True"),
    Mutation(
        "… only up to the hash vouched for", STORAGE, "def _against", "receipt(entry.name, whole.hash) in", "1 or 0 in"
    ),
    Mutation("… and is not carried on", COPIES, "def copied", "if is_shared(folder) else copy", "if False else copy"),
    Mutation("what a merge brings is vouched for", MERGING, "def _vouch", "if changes and is_shared(folder):", "if 0:"),
    Mutation("a replaced journal is noticed", WRITER, _OURS, "if mine.st_ino != there.st_ino:", "if False:"),
    Mutation(
        "somebody else's bytes are noticed", WRITER, _OURS, "if mine.st_size != self.cursor.offset and", "if False and"
    ),
    Mutation(
        "a journal that is taken away is noticed", WRITER, _OURS, "raise NotOurs(", "return self.cursor.offset  # ("
    ),
    Mutation("a lost newline is put back", WRITER, _PUT, "if end < self.cursor.offset:", "if False:"),
    Mutation("… only where it alone is lost", WRITER, _OURS, ' and last == b"}"', ""),
    Mutation("what is taken away comes back", STORAGE, "def _let_go", "if not _begins_with(own.path, lines):", "if 0:"),
    Mutation("… before anything is written", STORAGE, "def refresh", "if self._is_elsewhere(entries):", "if False:"),
    Mutation(
        "one goes on beside what is not ours", STORAGE, "def _commit", "except NotOurs:", "except ZeroDivisionError:"
    ),
    Mutation("a journal that shrank is noticed", STORAGE, "def _read_on", " and entry.size >= cursor.offset - 1", ""),
    Mutation(
        "another file of that name is noticed", STORAGE, "def _read_on", " and cursor.inode in (0, entry.inode)", ""
    ),
    Mutation("… has what was read before", STORAGE, "def _read_anew", "if before.number < 0 or ", "if True or "),
    Mutation("another file is not taken up", WRITER, _LOCK, "if cursor.inode not in (0, there.st_ino):", "if False:"),
    Mutation("a journal that is gone is noticed", STORAGE, "def refresh", "self._gone(name)", "pass"),
    Mutation("what never was one is forgotten", STORAGE, "def _gone", "del self.cursors[name]", "pass"),
    Mutation("an empty journal is damage", STORAGE, "def _judge", "and cursor.number < 0:", "and False:"),
    Mutation(
        "what is left out is looked at again", STORAGE, "def _has_changed", "return before != entry", "return False"
    ),
    Mutation(
        "… also where it could not be read", STORAGE, "def _has_changed", "(entry.name in self._unreadable", "(False"
    ),
    Mutation(
        "a link is no journal", STORAGE, "def _entries", "entry.is_file(follow_symlinks=False)", "entry.is_file()"
    ),
    Mutation(
        "no journal is made over another", DISK, "def give_name", "os.link(beside, path)", "os.rename(beside, path)"
    ),
    Mutation(
        "nothing is written where nothing can be read",
        STORAGE,
        "def read_only",
        " or (bool(self.cursors)",
        " or (False",
    ),
    Mutation("damage found on taking up", STORAGE, "def _take_up", "if cursor.damage is not None:", "if False:"),
    Mutation("a damaged journal is not written to", STORAGE, "def _own_journal", " or self._is_left_out(name)", ""),
    Mutation("only a file is opened", DISK, "def _check_regular", "if not stat.S_ISREG(found.st_mode):", "if False:"),
    Mutation("a journal that grew is not merged into", MERGING, "def _locked", _GROWN, "if False:"),
    Mutation("a shorter journal is told", SEEN, "def backwards", "elif longest < seen.number:", "elif False:"),
    Mutation("another journal is told", SEEN, "def backwards", _GOES_ON, "elif False:"),
    Mutation("a lost journal is told", SEEN, "def backwards", "if not ways:", "if not ways: continue\n        if 0:"),
    Mutation(
        "an installation has one id", LOCATIONS, "def _name(", "os.link(beside, path)", "os.replace(beside, path)"
    ),
    Mutation("read-only writes nothing", STORAGE, "def _commit", "if self.read_only:", "if False:"),
    Mutation("a newer version's is read-only", WORKBOOK, "class Workbook", " and not self.is_newer", ""),
    Mutation("no journals is damage", WORKBOOK, "class Workbook", "if not self._storage.cursors:", "if False:"),
    Mutation(
        "a journal that went backwards is told",
        SEEN,
        "def look_back",
        "tuple(backwards(lost, journals, cursors))",
        "()",
    ),
    Mutation("nothing is remembered before its name", WORKBOOK, "def close", "if self._remembers and ", "if "),
    Mutation("what was seen here is lost here", SEEN, "def is_of", " or self.inode == _inode(journals)", ""),
    Mutation("a folder renamed is remembered so", SEEN, "def _is_further", "not os.path.isdir(known.where)", "False"),
    Mutation(
        "two who close at once both remember", SEEN, "def _alone_in", "fcntl.flock(descriptor, fcntl.LOCK_EX)", "pass"
    ),
    Mutation("files are their writer's alone", DISK, "def file_mode", "else 0o600", "else 0o644"),
)


def fails(root: Path, temporary: Path) -> tuple[bool, str]:
    """Whether a test fails in the copy, and which."""
    shutil.rmtree(temporary, ignore_errors=True)
    soonest = [f"tests/store/test_{name}.py" for name in SOONEST]
    rest = [path for path in sorted(root.glob("tests/store/test_*.py")) if path.name not in ELSEWHERE]
    tests = [*dict.fromkeys([*soonest, *(str(path.relative_to(root)) for path in rest)]), *OUTSIDE]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*command, f"--basetemp={temporary}"], cwd=root, env=env, capture_output=True, text=True,
            timeout=LONGEST_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True, "(no end in sight)"
    failures = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    named = [line.split(" - ")[0].split("::")[-1] for line in failures]
    if done.returncode not in (0, 1) or bool(done.returncode) is not bool(named):
        raise RuntimeError(f"the tests could not be run:\n{done.stdout}{done.stderr}")
    return bool(named), named[0] if named else ""


def main() -> int:
    """Run every mutation and print a table; 1 where one survives or could not be made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only those whose name has one of these in it")
    parser.add_argument("--from", dest="source", type=Path, default=ROOT, help="the tree to copy")
    args = parser.parse_args()
    chosen = [one for one in MUTATIONS if not args.words or any(word in one.what for word in args.words)]
    # Where fsync costs nothing: what is shown is that it is asked for, and that takes seconds instead of a minute.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    survivors, unmade = [], []
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        root, temporary = Path(folder) / "copy", Path(folder) / "tests"
        shutil.copytree(args.source, root, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "dist"))
        began = time.monotonic()
        failed, test = fails(root, temporary)
        if failed:
            print(f"The tests fail before anything is taken away: {test}", file=sys.stderr)
            return 1
        print(f"{'taken away':<46} {'seconds':>7}  noticed by\n{'nothing':<46} {time.monotonic() - began:7.1f}  -")
        for one in chosen:
            began = time.monotonic()
            try:
                before = one.apply(root)
            except ValueError as error:
                print(error)
                unmade.append(one)
                continue
            failed, test = fails(root, temporary)
            (root / one.file).write_bytes(before)
            print(f"{one.what:<46} {time.monotonic() - began:7.1f}  {test if failed else 'NOBODY'}", flush=True)
            if not failed:
                survivors.append(one)
    print(f"{len(chosen)} taken away, {len(chosen) - len(survivors) - len(unmade)} noticed, {len(survivors)} survive")
    return int(bool(survivors or unmade))


if __name__ == "__main__":
    sys.exit(main())
