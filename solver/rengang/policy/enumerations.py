"""Every enumeration of the schema by name: keys that take one of some words, down to named scores and conditions.

An enumeration below a key that holds named entries goes by the key, the kind of the entry and its field, without
the entry's own name: ``contest.scores.panel.missing``, ``contest.conditions.all.age.op``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from rengang.policy.resolve import keys

Found = Iterator[tuple[str, tuple[str, ...]]]


@cache
def enumerations() -> Mapping[str, tuple[str, ...]]:
    """The values of every enumeration of the policy in the order of the schema.

    >>> enumerations()["balance.mode"]
    ('capacity', 'release', 'exchange')
    """
    found: dict[str, tuple[str, ...]] = {}
    seen: set[type[BaseModel]] = set()
    for key, field in keys():
        for name, values in _within(field.annotation, key, seen):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))
    return found


def _within(kind: Any, name: str, seen: set[type[BaseModel]]) -> Found:
    """Enumerations of a type; a model that stands in several places is read at the first."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in seen:
            seen.add(kind)
            yield from _fields(kind, name, seen)
        return
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        yield name, parts
    elif origin is Annotated:
        yield from _within(parts[0], name, seen)
    elif origin in (Union, UnionType):
        tags = {part: _tag(part) for part in parts}
        for part, tag in tags.items():
            yield from _within(part, f"{name}.{tag[1]}" if tag else name, seen)
    else:
        for part in parts:
            yield from _within(part, name, seen)


def _fields(model: type[BaseModel], name: str, seen: set[type[BaseModel]]) -> Found:
    """Enumerations of the fields of a model; what tells variants apart goes by the name above them all."""
    tag = _tag(model)
    for field, info in model.model_fields.items():
        if tag and field == tag[0]:
            yield f"{name.rpartition('.')[0]}.{field}", (tag[1],)
        else:
            yield from _within(info.annotation, f"{name}.{field}", seen)


def _tag(kind: Any) -> tuple[str, str] | None:
    """The field that tells this variant of a union from the others, and its value."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    for field, info in kind.model_fields.items():
        if get_origin(info.annotation) is Literal and len(get_args(info.annotation)) == 1:
            return field, get_args(info.annotation)[0]
    return None
