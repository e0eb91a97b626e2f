"""Where things are kept on this machine: settings, workbooks and state."""

from __future__ import annotations

import os
from pathlib import Path

from sqs_tui.errors import Refused

_APP = "sqs-tui"


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


def kernel_user() -> str:
    """The name of the account this process runs under, from the kernel; never `$USER`."""
    uid = os.getuid()
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return f"uid{uid}"


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
    """The id in a file, made if it was not there; of two that make it at once the first wins."""
    if path.exists() and (known := path.read_text("ascii").strip()):
        return known
    fresh = os.urandom(4).hex()
    ensured(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip() or fresh
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(fresh + "\n")
        file.flush()
        os.fsync(file.fileno())
    return fresh
