"""What a regulation is as data, and the shipped packs."""

from rengang.policy.resolve import (
    DEFAULT_PACK,
    amendments,
    keys,
    pack_names,
    pack_text,
    plain_value,
    read_document,
    resolve,
)
from rengang.policy.schema import Policy

__all__ = [
    "DEFAULT_PACK",
    "Policy",
    "amendments",
    "keys",
    "pack_names",
    "pack_text",
    "plain_value",
    "read_document",
    "resolve",
]
