"""Where things are kept on this machine: settings, workbooks and state."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sqs_tui.errors import Refused, UsageError

_APP = "sqs-tui"
_ID = re.compile(r"[a-z0-9_]{1,24}")
_NAME = re.compile(r"(?!\s*$)[^/;\x00-\x1f\x7f]{1,60}")
#: The name this process works under, where one was given at its start.
_worker = ""


def config_folder() -> Path:
    """Where settings are read from; not created."""
    return _folder("SQS_CONFIG_DIR", "user_config_path")


def data_folder() -> Path:
    """Where workbooks are made when no path is given; not created."""
    return _folder("SQS_DATA_DIR", "user_data_path")


def state_folder() -> Path:
    """Where this installation keeps its id, recent workbooks and the fault log; not created."""
    return _folder("SQS_STATE_DIR", "user_state_path")


def ensured(folder: Path) -> Path:
    """The folder, made for this user alone if it was not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _folder(variable: str, kind: str) -> Path:
    named = os.environ.get(variable)
    if named:
        return Path(named)
    import platformdirs  # Not needed where the variables say it.

    return Path(getattr(platformdirs, kind)(_APP, appauthor=False))


def typed(text: str) -> Path:
    """The path a person typed, `~` made out. Raises `Refused` for one that can lead nowhere on this machine."""
    try:
        path = Path(text.strip()).expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except RuntimeError as error:
        raise Refused("The path cannot be used.", "Nobody here has that home", "Write the path out.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "No file can be called that"
        raise Refused("The path cannot be used.", reason, "Name another.") from error
    return path


def kernel_user() -> str:
    """The name of the account this process runs under, from the kernel; never `$USER`."""
    return account(os.getuid())


def account(uid: int) -> str:
    """The name of an account, as authors are called; one without a name by its number."""
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return f"uid{uid}"


def work_as(name: str) -> None:
    """Have what is written from here on stand under a name, beside the account's; empty is the account alone.

    For accounts that several people share, each with a key of their own. Raises `UsageError`.
    """
    global _worker
    if name and not _NAME.fullmatch(name):
        raise UsageError(
            "--author takes a short name.",
            "One line of 60 characters at most, without / and ;.",
            "Give initials or a code, as --author li; the one that is in the team, where there is a team.",
        )
    _worker = name


def author() -> str:
    """Who writes: the kernel's account, and the name it works under where one was given, as `inspect/li`.

    The account is always there, so nobody can write as another account.
    """
    return f"{kernel_user()}/{_worker}" if _worker else kernel_user()


def installation() -> str:
    """A random id of this installation, kept in the state folder: a copied workbook does not clone it.

    Raises `Refused` where the state folder cannot be written.
    """
    path = state_folder() / "installation"
    try:
        return _kept(path)
    except OSError as error:
        remedy = "Make that folder writable, or name another in SQS_STATE_DIR."
        raise Refused("This installation cannot keep its id.", f"{path}: {error.strerror}.", remedy) from error


def _kept(path: Path) -> str:
    """The id in a file, made if there is none in it; of two that make it at once the first wins.

    It is not fsynced: a power cut may leave the file empty, and then the next id costs one more journal.
    """
    if known := _read(path):
        return known
    ensured(path.parent)
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{os.urandom(4).hex()}\n")
        if path.exists():
            os.replace(beside, path)
        else:
            _name(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return _read(path)


def _name(beside: Path, path: Path) -> None:
    """Give a file its name, unless another has it by now."""
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    except OSError:
        os.replace(beside, path)  # Some file systems know no links.


def _read(path: Path) -> str:
    """The id in a file; empty where there is none, or something that never was one."""
    try:
        known = path.read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return known if _ID.fullmatch(known) else ""
