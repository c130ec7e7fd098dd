"""From a policy document to a policy: packs, `extends`, overrides, and errors that name the key."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from rengang.errors import InvalidInput, Problem, Text
from rengang.policy.coherence import incoherences
from rengang.policy.schema import EXCHANGE_RULES, Policy

DEFAULT_PACK = "tongxiang-2014"
Document = Mapping[str, Any]
CITATIONS = ("rules", "documents", "provisions", "questions")
"""What a policy says of the documents behind it; merged entry by entry."""


def pack_names() -> tuple[str, ...]:
    """Names of the shipped packs, sorted."""
    folder = resources.files("rengang.policy") / "packs"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def pack_text(name: str) -> str:
    """Source text of a shipped pack."""
    return (resources.files("rengang.policy") / "packs" / f"{name}.toml").read_text("utf-8")


def keys(model: type[BaseModel] = Policy, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every dotted key of the schema with its field, depth first, in the order of the schema."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from keys(kind, f"{prefix}{name}.")
        elif not (prefix == "" and name in ("id", "title", "title_en", *CITATIONS)):
            yield prefix + name, field


def flatten(document: Document, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and values of a nested document."""
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def amendments(policy: Policy) -> dict[str, Any]:
    """Dotted keys, with their values, in which a policy differs from the shipped pack that its id names.

    `resolve` calls a pack with overrides ``pack+``; a policy with an id of its own has no amendments.

    >>> amendments(resolve({"extends": "tongxiang-2014", "intents": {"max": 3}}))
    {'intents.max': 3}
    """
    name = policy.id.removesuffix("+")
    if name not in pack_names():
        return {}
    base = resolve({"extends": name})
    own, shipped = policy.model_dump(mode="json"), base.model_dump(mode="json")
    pairs = ((key, _at(own, key), _at(shipped, key)) for key, _ in keys())
    return {key: mine for key, mine, theirs in pairs if mine != theirs}


def plain_value(policy: Policy, key: str) -> Any:
    """The value of a dotted key as JSON has it: lists, texts for fractions and dates.

    >>> plain_value(resolve(), "contest.inspection.ratio")
    '2'
    """
    return _at(policy.model_dump(mode="json"), key)


def _at(document: Document, key: str) -> Any:
    value: Any = document
    for part in key.split("."):
        value = value[part]
    return value


def merge(base: Document, over: Document, group: type[BaseModel] = Policy) -> dict[str, Any]:
    """`base` with the keys of `over` on top: groups are merged key by key, the value of a key is replaced.

    Named scores and conditions are values: a document that sets ``contest.scores`` sets all of them.
    """
    out = dict(base)
    for name, value in over.items():
        below = out.get(name)
        if not (isinstance(value, Mapping) and isinstance(below, Mapping)):
            out[name] = value
        elif name in CITATIONS and group is Policy:
            out[name] = {**below, **value}
        else:
            kind = _group_at(group, name)
            out[name] = value if kind is None else merge(below, value, kind)
    return out


def _group_at(group: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The group of keys called `name`, or None where that is a key or unknown."""
    field = group.model_fields.get(name)
    kind = None if field is None else field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def read_document(name_or_path: str | Path) -> dict[str, Any]:
    """The document that a pack's name or a TOML file holds.

    Raises
    ------
    InvalidInput
        No such pack or file, or the file is not TOML.
    """
    if str(name_or_path) in pack_names():
        return {"extends": str(name_or_path)}
    path = Path(name_or_path)
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise InvalidInput([_unknown_pack(str(name_or_path))]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(
            [
                Problem(
                    "policy-unreadable",
                    Text(f"政策文件无法读取（{error}）", f"the policy file cannot be read ({error})"),
                    Text("一个 UTF-8 编码的 TOML 文件", "a TOML file in UTF-8"),
                    table=path.name,
                )
            ]
        ) from None


def resolve(document: Document | None = None, *, source: str = "policy") -> Policy:
    """The policy that a document describes, on top of the pack that it extends.

    Parameters
    ----------
    document
        Nested mappings as TOML gives them; None or empty means the default pack unchanged.
    source
        What the document is called in errors.

    Raises
    ------
    InvalidInput
        Every unknown key, every value out of range, a pack that does not exist, or a rule that does not go
        with the balance mode; each names its key.
    """
    own = {k: v for k, v in (document or {}).items() if k != "extends"}
    base_name = str((document or {}).get("extends", DEFAULT_PACK))
    if base_name not in pack_names():
        raise InvalidInput([_unknown_pack(base_name, source)])
    base = _pack_document(base_name)
    if own:
        own.setdefault("id", f"{base_name}+")
    merged = merge(base, own)
    problems = list(_structure_problems(own, source))
    rule, mode = (_get(merged, "two_way", "rule"), _get(merged, "balance", "mode"))
    if mode == "exchange" and rule not in EXCHANGE_RULES and _get(own, "two_way", "rule") is None:
        merged = merge(merged, {"two_way": {"rule": "exchange-max"}})
        rule = "exchange-max"
    if not problems:
        try:
            policy = Policy.model_validate(_tuples(merged))
        except ValidationError as error:
            problems = [_problem(e, source) for e in error.errors()]
        else:
            problems = incoherences(policy, source)
            if not problems:
                return policy
    raise InvalidInput(problems)


@cache
def _pack_document(name: str) -> dict[str, Any]:
    # read once a process; nobody writes to it: `merge` and `_tuples` copy
    document = tomllib.loads(pack_text(name))
    parent = document.pop("extends", None)
    return merge(_pack_document(parent), document) if parent else document


def _get(document: Any, *path: str) -> Any:
    for name in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(name)
    return document


def _tuples(value: Any) -> Any:
    """TOML arrays as the tuples that the strict, frozen schema holds."""
    if isinstance(value, Mapping):
        return {k: _tuples(v) for k, v in value.items()}
    return tuple(_tuples(v) for v in value) if isinstance(value, list | tuple) else value


def _structure_problems(own: Document, source: str) -> Iterator[Problem]:
    """A scalar where a section belongs would hide the keys below it: say so before merging."""
    sections = {
        n
        for n, f in Policy.model_fields.items()
        if isinstance(f.annotation, type) and issubclass(f.annotation, BaseModel)
    }
    for name, value in own.items():
        if name in sections and not isinstance(value, Mapping):
            yield Problem(
                "policy-value",
                Text("这里应当是一组键", "a group of keys belongs here"),
                Text(f"[{name}] 下的若干键", f"keys below [{name}]"),
                table=source,
                column=name,
                value=str(value),
            )


def _unknown_pack(name: str, source: str = "policy") -> Problem:
    known = ", ".join(pack_names())
    return Problem(
        "policy-unknown-pack",
        Text("没有这个政策包或政策文件", "there is no such policy pack or policy file"),
        Text(
            f"政策包 {known}，或一个存在的 TOML 文件", f"one of the packs {known}, or a TOML file that exists"
        ),
        table=source,
        column="extends",
        value=name,
    )


_RANGE = {"greater_than_equal": ("ge", "≥"), "less_than_equal": ("le", "≤")}
_TYPES = {
    "int_type": Text("整数", "a whole number"),
    "int_from_float": Text("整数", "a whole number"),
    "bool_type": Text("true 或 false", "true or false"),
    "string_type": Text("文字", "text"),
    "tuple_type": Text('列表，如 ["a", "b"]', 'a list such as ["a", "b"]'),
}


def _problem(error: Any, source: str) -> Problem:
    key = ".".join(str(part) for part in error["loc"])
    value = error.get("input")
    kind = error["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(key, [k for k, _ in keys()], 1, 0.5)
        hint = Text(f"（是否想写 {near[0]}？）", f" (did you mean {near[0]}?)") if near else Text("", "")
        return Problem(
            "policy-unknown-key",
            Text(f"没有这个键{hint.zh}", f"there is no such key{hint.en}"),
            Text("`rengang policies` 列出的键", "a key that `rengang policies` lists"),
            table=source,
            column=key,
        )
    if kind in _RANGE:
        bound, sign = _RANGE[kind]
        expected = Text(*[f"{sign} {error['ctx'][bound]}"] * 2)
    elif kind == "literal_error":
        choices = error["ctx"]["expected"].replace("'", "").replace(" or ", " / ").replace(", ", " / ")
        expected = Text(choices, choices)
    else:
        expected = _TYPES.get(kind, Text(error["msg"], error["msg"]))
    return Problem(
        "policy-value",
        Text("值不合要求", "the value is not allowed"),
        expected,
        table=source,
        column=key,
        value=str(value),
    )
