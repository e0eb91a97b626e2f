"""Whether machine, terminal and folder are fit for the work, and what to do where they are not."""

from __future__ import annotations

import os
import platform
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import field
from datetime import UTC, datetime, timedelta
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote

from sqs_tui import __version__, locations, settings
from sqs_tui.domain.details import kept_too_long
from sqs_tui.domain.why import NOT_BY_HAND
from sqs_tui.errors import Damaged, Refused, UsageError
from sqs_tui.store import unsaved
from sqs_tui.store.disk import is_folder
from sqs_tui.store.fold import Line
from sqs_tui.store.identity import BACKUPS, FOLDED, JOURNALS, QUARANTINE, SHARED, is_shared
from sqs_tui.store.leftovers import leftovers
from sqs_tui.store.presence import FOLDER as HERE
from sqs_tui.store.rows import DETAILS, INSPECTION
from sqs_tui.store.vouching import owner as account
from sqs_tui.store.workbook import Workbook
from sqs_tui.values import dataclass


class Level(str, Enum):
    """All is well; somebody should look at it; something will go wrong, or is open to others."""

    OK = "ok"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do."""

    level: Level
    what: str
    said: str
    remedy: str = ""


@dataclass(frozen=True)
class Host:
    """Where the system says how it is; tests give others."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    is_terminal: bool = field(default_factory=lambda: sys.stdout is not None and sys.stdout.isatty())
    encoding: str = field(default_factory=lambda: getattr(sys.stdout, "encoding", None) or "")
    mounts: Path = Path("/proc/mounts")
    blocks: Path = Path("/sys/block")
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Mount:
    """The file system a path lies on."""

    device: str
    kind: str


_FAR = re.compile(r"nfs\d?|cifs|smb\w*|afs|9p|ncpfs|ceph|glusterfs|fuse\.(sshfs|rclone|s3fs|glusterfs|davfs)|davfs")
_FLEETING = frozenset({"tmpfs", "ramfs"})
_WITHOUT_MODES = frozenset({"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk"})
_SEALED = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"})
_SKEW = timedelta(minutes=10)
_FULL, _NEARLY_FULL = 20_000_000, 200_000_000
_LOCAL = "Keep workbooks on a disk of this machine, and carry copies."


def examine(path: Path | None, host: Host) -> Iterator[Finding]:
    """Look at everything. Raises `NotFound` where no workbook is at the path."""
    yield from _versions()
    yield from _terminal(host)
    yield from _folders()
    if path is not None:
        yield from _workbook(path, host)
    place = _nearest(path or locations.data_folder())
    yield from _disk(place, host)


#: What is said of the kitty keyboard protocol, by whether it is asked for.
_KEYBOARD = {
    True: "kitty protocol where the terminal knows it; if keys do not come as pressed: kitty_keyboard = false in the "
    "settings, or SQS_KITTY_KEYBOARD=false",
    False: "without the kitty protocol (kitty_keyboard = false)",
}

# The program


def _versions() -> Iterator[Finding]:
    found = {}
    for name in ("textual", "rich", "tinydb", "platformdirs"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            yield Finding(Level.BAD, "versions", f"{name} is not installed", "Install sqs-tui again.")
    said = ", ".join(f"{name} {number}" for name, number in found.items())
    yield Finding(Level.OK, "versions", f"sqs-tui {__version__}, Python {platform.python_version()}, {said}")


def _terminal(host: Host) -> Iterator[Finding]:
    term = host.environment.get("TERM", "")
    if not host.is_terminal:
        remedy = "Commands that print will do; a screen needs a terminal (over SSH: ssh -t)."
        yield Finding(Level.LOOK, "terminal", "standard output is not a terminal", remedy)
    if term in ("", "dumb"):
        remedy = "Use another terminal, or the commands that print: sqs summary, sqs export."
        level = Level.BAD if host.is_terminal else Level.LOOK
        yield Finding(level, "terminal", f"TERM is {term or 'not set'}: it cannot draw a screen", remedy)
    else:
        yield Finding(Level.OK, "terminal", f"{term}, {_colours(term, host.environment)}")
    size = _size()
    if size is not None:
        small = size.columns < 80 or size.lines < 24
        said = f"{size.columns} columns, {size.lines} lines"
        yield Finding(Level.LOOK if small else Level.OK, "size", said, "Make it 80 by 24 or larger." if small else "")
    named = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := host.environment.get(name))), "")
    said = f"{host.encoding or 'unknown'}, locale {named or 'not set'}"
    if host.encoding.replace("-", "").casefold() == "utf8":
        yield Finding(Level.OK, "encoding", said)
    else:
        yield Finding(Level.LOOK, "encoding", said, "Marks are drawn in ASCII. For more: export LANG=C.UTF-8")


def _colours(term: str, environment: Mapping[str, str]) -> str:
    if environment.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in term else "16 colours"


def _size() -> os.terminal_size | None:
    try:
        size = os.get_terminal_size(1)
    except OSError:
        return None
    return size if all(size) else None  # Some terminals do not say.


def _folders() -> Iterator[Finding]:
    try:
        chosen = settings.load()
        yield Finding(Level.OK, "settings", str(settings.path()) if settings.path().is_file() else "none of your own")
        yield Finding(Level.OK, "keyboard", _KEYBOARD[chosen.kitty_keyboard])
    except UsageError as error:
        yield Finding(Level.BAD, "settings", f"{error.title} {error.detail}", error.remedy)
    folder = locations.state_folder()
    try:
        locations.installation()
        beside = folder / f".doctor.{os.getpid()}"
        beside.write_text("", "ascii")
        beside.unlink()
    except (OSError, Refused):
        remedy = "Make that folder writable, or name another in SQS_STATE_DIR."
        yield Finding(Level.BAD, "state", f"{folder} cannot be written", remedy)
    else:
        yield _closed("state", folder) or Finding(Level.OK, "state", str(folder))
    for path in unsaved.paths():
        remedy = "Open the workbook, and it is offered; or remove the file."
        yield Finding(Level.LOOK, "unsaved", f"{path}: a text that did not reach its workbook", remedy)


def _closed(what: str, path: Path) -> Finding | None:
    """Something to say where others may look into a folder that is one's own."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(Level.LOOK, what, f"{path} is open to others ({mode:04o})", f"chmod 700 {quote(str(path))}")
    return None


# A workbook


def _workbook(path: Path, host: Host) -> Iterator[Finding]:
    try:
        with Workbook.open(path, read_only=True) as book:
            wrong = (*map(str, book.damage), *book.warnings)
            lines, journals = book.lines(), len(book.heads_of_journals())
            details, strangers = book.rows(DETAILS).get(INSPECTION, {}), book.strangers
    except Damaged as error:
        wrong, lines, journals, details, strangers = (error.title,), [], 0, {}, {}
    if wrong:
        yield Finding(Level.BAD, "journals", "; ".join(wrong), f"See sqs verify {quote(str(path))}")
    else:
        yield Finding(Level.OK, "journals", f"{journals}, no damage")
    for name, (owner, author) in strangers.items():
        journal, by = quote(str(path / JOURNALS / f"{name}.jsonl")), quote(author.partition("/")[0])
        remedy = (
            f"If it is what {author} wrote: chown {by} {journal} as administrator, or merge the copy it came from. "
            "If not, move it out of the folder."
        )
        yield Finding(Level.BAD, "owners", f"{name}.jsonl belongs to {owner}, and says it is by {author}", remedy)
    mount = mount_of(path, host.mounts)
    if mount is None or mount.kind not in _WITHOUT_MODES:  # There no command could set them.
        yield from _modes(path, {one.author.partition("/")[0] for one in lines if one.why not in NOT_BY_HAND})
    yield from _owner(path)
    yield from _leftovers(path)
    yield from _clock(lines, host.now)
    yield _retention(path, details, host.now)


def _retention(path: Path, details: Mapping[str, object], now: datetime) -> Finding:
    """How long it may be kept, and what to do once that is past."""
    until = kept_too_long(details, now.astimezone().date())
    if until is None:
        day = details.get("retention")
        said = (
            f"until {day}" if day else f"no last day is set (sqs details {quote(str(path))} --set retention=2017-05-31)"
        )
        return Finding(Level.OK, "retention", said)
    remedy = (
        f"Keep what must be kept (the letter; sqs export). Then sqs erase {quote(str(path))} --everything -o NEW, and "
        "destroy what it names: this folder, its backups, bundles, and colleagues' copies."
    )
    return Finding(Level.BAD, "retention", f"it was to be kept until {until}, and that is past", remedy)


def _modes(path: Path, authors: Set[str]) -> Iterator[Finding]:
    """A workbook is its owner's alone; or a team's, and then nobody can remove or replace what is another's."""
    shared = is_shared(path)
    wrong = []
    for one in (path, *sorted(path.rglob("*"))):
        if one.is_symlink() or not one.exists():  # What is being written beside may have its name by now.
            continue
        private, group = (0o700, 0o770) if one.is_dir() else (0o600, 0o640)
        mode = stat.S_IMODE(one.stat().st_mode)
        if mode & 0o777 & ~(group if shared else private):
            wrong.append(f"{one.relative_to(path.parent)} is {mode:04o}")
    if wrong:
        others = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        mend = f"chmod -R o= {quote(str(path))}; chmod 640 {quote(str(path / JOURNALS))}/*.jsonl"
        remedy = mend if shared else f"chmod -R go= {quote(str(path))}"
        yield Finding(Level.BAD, "permissions", f"others may get at it: {wrong[0]}{others}", remedy)
    replaced = _replaceable_by_others(path, authors) if shared else ""
    if replaced:
        remedy = f"As administrator, while nobody works in it: {'; '.join(_commands_to_share(path))}"
        yield Finding(
            Level.BAD, "permissions", f"what is a colleague's could be removed or replaced: {replaced}", remedy
        )
    elif not wrong:
        said = "a group's, and each journal its writer's" if shared else "yours alone"
        yield Finding(Level.OK, "permissions", said)


def _replaceable_by_others(path: Path, authors: Set[str]) -> str:
    """Why somebody in a team could rename or replace what is another's; empty where nobody can."""
    for folder in (path, path / JOURNALS):
        if not folder.is_dir():
            continue
        found = folder.stat()
        if found.st_mode & stat.S_IWGRP and not found.st_mode & stat.S_ISVTX:
            return f"{folder.name} is {stat.S_IMODE(found.st_mode):04o}"
        # Whoever owns a folder may remove what lies in it, sticky or not.
        if found.st_uid and account(found.st_uid) in authors:
            return f"{folder.name} belongs to {account(found.st_uid)}, who writes in it"
    return "" if is_folder(path / SHARED) else f"there is no folder {SHARED}/ for what several people replace"


def _commands_to_share(path: Path) -> Iterator[str]:
    """What makes of a team's workbook from before one in which nobody can replace what is another's."""
    whole, group = quote(str(path)), path.stat().st_gid
    shared = f"{whole}/{SHARED}"
    if not is_folder(path / SHARED):
        yield f"mkdir {shared}"
    moved = [f"{whole}/{name}" for name in (FOLDED, HERE, BACKUPS) if (path / name).exists()]
    if moved:
        yield f"mv {' '.join(moved)} {shared}/"
    folders = " ".join([whole, *(f"{whole}/{name}" for name in (JOURNALS, QUARANTINE) if is_folder(path / name))])
    yield f"chown root {folders} {shared}"
    yield f"chgrp {group} {folders} {shared}"
    yield f"chmod 3770 {folders}"
    yield f"chmod 2770 {shared}"


def _owner(path: Path) -> Iterator[Finding]:
    owner, me = path.stat().st_uid, os.getuid()
    who = account(owner)
    if not os.access(path / JOURNALS, os.W_OK):
        remedy = f"It opens read-only. To write in it, ask {who}."
        yield Finding(Level.LOOK, "owner", f"it belongs to {who}, and you may not write in it", remedy)
    elif me == 0:
        remedy = "Give each inspector an account of their own: the owner of a journal is what proves who wrote it."
        yield Finding(Level.LOOK, "owner", f"it belongs to {who}, and you work as root", remedy)
    else:
        yield Finding(Level.OK, "owner", who)


def _leftovers(path: Path) -> Iterator[Finding]:
    """What killed commands left half made; it may hold what the workbook holds."""
    for left in leftovers(path):
        said = f"{left}: a command that was killed left this"
        remedy = (
            f"Opening the workbook to write in it sweeps it: sqs open {quote(str(path))}"
            if left.lstat().st_uid == os.getuid()
            else f"It belongs to {account(left.lstat().st_uid)}, whose next start sweeps it."
        )
        yield Finding(Level.LOOK, "leftovers", said, remedy)


def _clock(lines: list[Line], now: datetime) -> Iterator[Finding]:
    """Times are shown, never relied on; clocks that are far apart would still mislead a reader."""
    times = {line.id: at for line in lines if (at := _time(line.at))}
    authors = {line.id: line.author for line in lines}
    told: dict[str, str] = {}
    for line in lines:
        at = times.get(line.id)
        if at is None:
            continue
        if at - now > _SKEW:
            told[f"now {line.author}"] = f"{line.author} wrote {_apart(at - now)} from now, by this machine's clock"
        for seen in {seen for operation in line.operations for seen in operation.seen}:
            other = times.get(seen)
            if other and other - at > _SKEW:
                behind = f"{line.author}'s clock was {_apart(other - at)} behind {authors[seen]}'s"
                told[f"{line.author} {authors[seen]}"] = behind
    for said in told.values():
        yield Finding(Level.LOOK, "clock", said, "Set the clocks by the network (timedatectl set-ntp true).")
    if not told:
        yield Finding(Level.OK, "clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _time(at: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _apart(apart: timedelta) -> str:
    minutes = round(apart.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"


# The disk


def _disk(place: Path, host: Host) -> Iterator[Finding]:
    found = mount_of(place, host.mounts)
    if found is None:
        yield Finding(Level.LOOK, "file system", "what kind it is cannot be told here", _LOCAL)
    elif _FAR.fullmatch(found.kind):
        yield Finding(Level.LOOK, "file system", f"{found.kind}: another machine's; locks may not hold there", _LOCAL)
    elif found.kind in _FLEETING:
        yield Finding(Level.BAD, "file system", f"{found.kind}: gone when the machine is switched off", _LOCAL)
    elif found.kind in _WITHOUT_MODES:
        said = f"{found.kind}: it keeps no permissions; whoever holds it can read it"
        yield Finding(Level.LOOK, "file system", said, _LOCAL)
    else:
        yield Finding(Level.OK, "file system", found.kind)
    yield _space(place)
    yield _encryption(found, host.blocks)


def mount_of(path: Path, mounts: Path) -> Mount | None:
    """The file system a path lies on, by the system's list of mounts; None where there is no such list."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    place, best = path.resolve(), (-1, Mount("", ""))
    for line in lines:
        device, point, kind, *_ = [*map(_unescaped, line.split(" ")), "", "", ""]
        if kind and place.is_relative_to(point) and len(Path(point).parts) >= best[0]:
            best = (len(Path(point).parts), Mount(device, kind))
    return best[1] if best[0] >= 0 else None


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _space(place: Path) -> Finding:
    found = os.statvfs(place)
    free = found.f_bavail * found.f_frsize
    said = f"{free / 1_000_000_000:.1f} GB free" if free >= 1_000_000_000 else f"{free // 1_000_000} MB free"
    if free < _FULL or (found.f_files and not found.f_favail):
        return Finding(Level.BAD, "space", said, "Free some space: answers can soon not be saved.")
    if free < _NEARLY_FULL:
        return Finding(Level.LOOK, "space", said, "Free some space before the inspection.")
    return Finding(Level.OK, "space", said)


def _encryption(mount: Mount | None, blocks: Path) -> Finding:
    remedy = "Ask whoever runs this machine: a workbook is plain text, and the disk it lies on must be encrypted."
    if mount is None or not (mount.device.startswith("/dev/") or mount.kind in _SEALED):
        return Finding(Level.LOOK, "encryption", "whether the disk is encrypted cannot be told", remedy)
    if mount.kind in _SEALED or _is_crypt(Path(os.path.realpath(mount.device)).name, blocks):
        return Finding(Level.OK, "encryption", f"{mount.device} is encrypted")
    said = f"{mount.device} is not seen to be encrypted (a virtual machine cannot see its host's encryption)"
    return Finding(Level.LOOK, "encryption", said, remedy)


def _is_crypt(block: str, blocks: Path, depth: int = 0) -> bool:
    """Whether a device, or one that it lies on, is dm-crypt."""
    if depth > 8:
        return False
    try:
        if (blocks / block / "dm" / "uuid").read_text("ascii", "replace").startswith("CRYPT-"):
            return True
        below = [path.name for path in (blocks / block / "slaves").iterdir()]
    except OSError:
        return False
    return bool(below) and all(_is_crypt(name, blocks, depth + 1) for name in below)


def _nearest(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    return next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())
