"""Value classes that cost little to define: a session defines some sixty before anything can be painted.

The standard library compiles six methods for every frozen class, a third of a millisecond each time; here one is
compiled and the rest are shared, which takes some 35 ms of processor time off a start. Type checkers see the standard
decorator; what it offers beyond a frozen class of plain fields (`order`, `kw_only`, `field(init=False)`, matching by
position) is not made here, and refused.
Whatever is kept or passed about in this program is declared with this decorator; messages between widgets, which are
Textual's, with the standard one.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True):
        """As the standard library's; frozen classes are made here."""
        if not frozen:
            return dataclasses.dataclass(cls, slots=slots, eq=eq)
        return lambda plain: _frozen(plain, slots)


def _frozen(plain: type, slots: bool) -> type:
    own = vars(plain)
    cls: Any = dataclasses.dataclass(slots=slots, init=False, repr=False, eq=False, match_args=False)(plain)
    fields = dataclasses.fields(cls)
    if any(not field.init or field.kw_only for field in fields) or any(
        vars(base).get("__slots__") for base in cls.__mro__[1:-1]
    ):
        raise TypeError(f"{cls.__qualname__} asks for more than these value classes have")
    compared = [field.name for field in fields if field.compare]
    shared = {
        "__init__": _init(cls, fields, slots),
        "__eq__": _equal,
        "__hash__": _hash,
        "__repr__": _repr,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": _values,
        "__setstate__": _restore,
    }
    for name, method in shared.items():
        if name not in own:
            setattr(cls, name, method)
    cls._key = staticmethod(attrgetter(*compared) if compared else _nothing)
    return cls  # type: ignore[no-any-return]


def _init(cls: type, fields: tuple[dataclasses.Field[Any], ...], slots: bool) -> Any:
    """The one method worth compiling: objects are made by the thousand while a workbook is read."""
    known: dict[str, Any] = {"MISSING": dataclasses.MISSING}
    wanted, body = [], [] if slots else [" own = self.__dict__"]
    for field in fields:
        name, wants = field.name, field.name
        if slots:
            known[f"set_{name}"] = vars(cls)[name].__set__
        if field.default is not dataclasses.MISSING:
            known[f"default_{name}"] = field.default
            wants = f"{name}=default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = field.default_factory
            wants = f"{name}=MISSING"
            body.append(f" if {name} is MISSING: {name} = make_{name}()")
        wanted.append(wants)
        body.append(f" set_{name}(self, {name})" if slots else f" own[{name!r}] = {name}")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    exec(f"def __init__(self, {', '.join(wanted)}):\n" + "\n".join(body), known)
    init = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _equal(self: Any, other: Any) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]
    return bool(self._key(self) == self._key(other))


def _nothing(_: object) -> tuple[()]:
    return ()


def _hash(self: Any) -> int:
    return hash(self._key(self))


def _repr(self: Any) -> str:
    values = ", ".join(
        f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr
    )
    return f"{type(self).__qualname__}({values})"


def _refuse(self: object, name: str, *_: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _values(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, values: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), values, strict=True):
        object.__setattr__(self, field.name, value)
