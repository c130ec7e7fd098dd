"""Solve the larger instances anew and write what is proven to the end of known.toml.

Run it after a change that is meant to change results: python instances/record.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rengang
from rengang.model import Status
from rengang.policy.resolve import merge

HERE = Path(__file__).parent
MARK = "# -- below this line: written by instances/record.py --\n"
TIME_LIMIT_S = 120.0
CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("bureau", {}),
    ("bureau", {"sections.rule": "propose"}),
    ("tongxiang", {}),
    ("tongxiang", {"contest.rule": "max-filled"}),
    ("tongxiang", {"contest.midlevel_cap": "authorised"}),
    ("tongxiang", {"contest.rule": "none"}),
    ("tongxiang", {"two_way.lookahead": True}),
    ("tongxiang", {"nomination.source": "score"}),
    ("tongxiang", {"two_way.rule": "max-placed"}),
    ("tongxiang", {"balance.mode": "release", "balance.tolerance": 0}),
    ("tongxiang", {"balance.mode": "release", "balance.tolerance": 1}),
    ("tongxiang", {"contest.rule": "none", "balance.mode": "release", "balance.tolerance": 0}),
    ("tongxiang", {"balance.mode": "exchange"}),
    ("tongxiang", {"balance.mode": "exchange", "balance.tolerance": 1}),
)


def nested(overrides: dict[str, Any]) -> dict[str, Any]:
    """Dotted keys as a policy document."""
    document: dict[str, Any] = {}
    for key, value in overrides.items():
        section, name = key.split(".", 1)
        document.setdefault(section, {})[name] = value
    return document


def literal(value: object) -> str:
    """A value as TOML."""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f'"{value}"'
        if isinstance(value, str)
        else str(value)
    )


def entry(name: str, overrides: dict[str, Any]) -> str:
    """Solve one case; its entry for known.toml.  Raises ValueError when it is not proven."""
    instance = rengang.read(HERE / name)
    policy = rengang.resolve(merge(instance.policy, nested(overrides)))
    result = rengang.solve(instance, policy, time_limit_s=TIME_LIMIT_S)
    if result.status not in (Status.OPTIMAL, Status.INFEASIBLE):
        raise ValueError(f"{name} {overrides}: {result.status}, nothing to record")
    lines = ["[[known]]", f'instance = "{name}"']
    if overrides:
        pairs = ", ".join(f'"{key}" = {literal(value)}' for key, value in overrides.items())
        lines.append(f"overrides = {{ {pairs} }}")
    lines.append(f'status = "{result.status}"')
    for key, part in (("contest", result.contest), ("sections", result.sections), ("objective", result)):
        if part is not None and part.objective and all(o.value is not None for o in part.objective):
            values = ", ".join(f'["{o.name}", {o.value}]' for o in part.objective)
            lines.append(f"{key} = [{values}]")
    if result.directed:
        lines.append(f"directed = {[o.value for o in result.directed]}")
    return "\n".join([*lines, 'proof = "solver"', ""])


def main() -> None:
    """Replace what stands below the mark in known.toml."""
    path = HERE / "known.toml"
    kept = path.read_text("utf-8").split(MARK)[0]
    entries = "\n".join(entry(name, overrides) for name, overrides in CASES)
    path.write_text(kept + MARK + "\n" + entries, "utf-8")
    print(entries)


if __name__ == "__main__":
    main()
