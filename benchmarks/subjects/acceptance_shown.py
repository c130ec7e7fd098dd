"""What is claimed of deferred acceptance, and what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.spec import Claim, Plot, Record, Series, Table

PEERS = (
    "matching/deferred_acceptance",
    "algmatch/deferred_acceptance",
    "pyhrtc/preprocess",
    "scarfmatch/deferred_acceptance",
    "matching-algorithms/deferred_acceptance",
    "gale-shapley-algorithm/deferred_acceptance",
)
ANY_STABLE = ("scarfmatch/deferred_acceptance",)
"""It finds a stable matching, not always the residents' best."""
RATIO = 1.5
EXPONENT = 1.1
FIRST_CALL_S = 0.3
PEAK_MB = 2_048
MILLION = 1_000_000
MOST_PAIRS = 10_000_000
"""Up to where growth is claimed; beyond it is shown."""
BESIDE, DICTIONARIES = "beside plain C", "from dictionaries"


def claims(records: Sequence[Record]) -> list[Claim]:
    """Ratio to plain C, growth, memory, first call, and the peers."""
    return [*_beside(records), *_growth(records), *_process(records), *_against_peers(records)]


def _of(records: Sequence[Record], method: str) -> list[Record]:
    return [r for r in records if r["method"] == method]


def _in_c(record: Record) -> float:
    return float(record["accept_c_s"] + record["check_c_s"])


def _beside(records: Sequence[Record]) -> list[Claim]:
    found = _of(records, BESIDE)
    out = []
    for record in found:
        if record["parameters"]["residents"] == MILLION:
            ratio = record["cpu_s"] / _in_c(record)
            text = f"{record['instance']}: verified in at most {RATIO} times the CPU time of plain C"
            out.append(Claim(text, ratio <= RATIO, f"{ratio:.2f} times", bar=True))
    if found:
        wrong = [r["instance"] for r in found if not r["same_as_c"]]
        text = "every market: the matching and the number of proposals of plain C, and no blocking pair"
        out.append(Claim(text, not wrong, ", ".join(wrong) or f"{len(found)} of {len(found)}"))
    return out


def _growth(records: Sequence[Record]) -> list[Claim]:
    out = []
    for wishes in (2, 10):
        points = [p for p in _points(records, wishes, "cpu_s") if p[0] <= MOST_PAIRS]
        grown = exponent(points)
        if grown is not None and len(points) > 3:
            span = f"{points[0][0]:,} to {points[-1][0]:,} pairs"
            text = f"{wishes} wishes: CPU time grows with an exponent of at most {EXPONENT} in the total list length"
            out.append(Claim(text, grown <= EXPONENT, f"{grown:.2f} from {span}", bar=True))
    return out


def _points(records: Sequence[Record], wishes: int, key: str) -> list[tuple[float, float]]:
    """(total list length, seconds) of random markets."""
    mine = [
        r
        for r in _of(records, BESIDE)
        if r["parameters"]["wishes"] == wishes and not r["parameters"]["shape"]
    ]
    return sorted((r["pairs"], r[key] if key != "c" else _in_c(r)) for r in mine)


def _process(records: Sequence[Record]) -> list[Claim]:
    out = []
    for record in _of(records, "memory"):
        if record["parameters"]["residents"] == 7 * MILLION:
            text = f"{record['instance']}: one process, making the arrays included, under {PEAK_MB:,} MB"
            told = f"{number(record['peak_mb'])} MB, {seconds(record['cpu_s'])} s with the kernels' loading"
            out.append(Claim(text, record["peak_mb"] < PEAK_MB, told, bar=True))
    for record in _of(records, "first call"):
        text = f"the first matching of a process, kernels on disk: under {FIRST_CALL_S} s of CPU time"
        told = f"{seconds(record['cpu_s'])} s ({seconds(record['seconds'])} s by the clock)"
        out.append(Claim(text, record["cpu_s"] < FIRST_CALL_S, told, bar=True))
    return out


def _against_peers(records: Sequence[Record]) -> list[Claim]:
    out = []
    for record in _of(records, DICTIONARIES):
        others = {
            r["method"]: r for r in records if r["method"] in PEERS and r["instance"] == record["instance"]
        }
        done = {method: r for method, r in others.items() if "failed" not in r}
        if not done:
            continue
        promised = {method: r for method, r in done.items() if method not in ANY_STABLE}
        differ = [
            m
            for m, r in promised.items()
            if r.get("assignment_hash", record["assignment_hash"]) != record["assignment_hash"]
        ]
        agree = [m for m, r in done.items() if r.get("assignment_hash") == record["assignment_hash"]]
        text = f"{record['instance']}: every peer that promises the residents' best matching and finishes finds ours"
        told = f"{len(agree)} of {len(others)} do" + (f"; {', '.join(differ)} differ" if differ else "")
        out.append(Claim(text, not differ, told))
        best = min(done, key=lambda method: done[method]["cpu_s"])
        ratio = done[best]["cpu_s"] / record["cpu_s"]
        text = f"{record['instance']}: from dictionaries, building included, faster than every peer"
        out.append(Claim(text, ratio > 1, f"{number(ratio, 1)} times as fast as {best.partition('/')[0]}"))
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """Beside plain C; memory and first call; peers and their last words."""
    out = []
    beside = _of(records, BESIDE)
    if beside:
        out.append(
            Table(_HEADINGS, [_row(r) for r in beside], "From arrays to a verified matching, CPU seconds.")
        )
    memory = _of(records, "memory")
    if memory:
        keys = ("arrays_mb", "making_mb", "matching_mb", "peak_mb")
        rows = [[r["instance"], *(number(r[key]) for key in keys), seconds(r["cpu_s"])] for r in memory]
        headings = [
            "market",
            "arrays",
            "peak while making them",
            "peak from arrays to verified",
            "peak",
            "CPU s",
        ]
        out.append(Table(headings, rows, "Memory of a process that makes one matching, MB."))
    for r in _of(records, "first call"):
        rows = [
            ["kernels on disk (median of five)", seconds(r["seconds"]), seconds(r["cpu_s"])],
            [
                "nothing on disk: the very first after installation",
                seconds(r["compile_s"]),
                seconds(r["compile_cpu_s"]),
            ],
        ]
        title = "The first matching of a process, from arrays to verified, Numba's import included."
        out.append(Table(["", "s", "CPU s"], rows, title))
    out += _peer_tables(records)
    return out


_HEADINGS = [
    "market", "pairs", "proposals", "arrays taken", "matched", "judged", "in all", "ns a pair",
    "C: matched", "C: checked", "C in all", "ratio", "hospitals propose",
]  # fmt: skip


def _row(r: Record) -> list[str]:
    steps = [f"{r[key]:.5f}" for key in ("rows_s", "accept_s", "judge_s", "cpu_s")]
    plain = [f"{value:.5f}" for value in (r["accept_c_s"], r["check_c_s"], _in_c(r))]
    each = number(r["cpu_s"] / r["pairs"] * 1e9, 1)
    ratio = f"{r['cpu_s'] / _in_c(r):.2f}"
    counts = [number(r["pairs"]), number(r["proposals"])]
    return [r["instance"], *counts, *steps, each, *plain, ratio, f"{r['hospitals_s']:.5f}"]


def _peer_tables(records: Sequence[Record]) -> list[Table]:
    found: dict[str, dict[str, Record]] = {}
    for r in records:
        if r["method"] in (*PEERS, DICTIONARIES, BESIDE):
            found.setdefault(r["instance"], {})[r["method"]] = r
    instances = [name for name, methods in found.items() if DICTIONARIES in methods]
    if not instances:
        return []
    labels = {BESIDE: "rengang, from arrays, verified", DICTIONARIES: "rengang, from dictionaries"}
    rows = [
        [
            labels.get(method, method.partition("/")[0]),
            *(_cell(found[name].get(method)) for name in instances),
        ]
        for method in (BESIDE, DICTIONARIES, *PEERS)
    ]
    out = [Table(["method", *instances], rows, "CPU seconds, building included.")]
    failed = [[r["instance"], r["method"].partition("/")[0], r["failed"]] for r in records if "failed" in r]
    if failed:
        out.append(Table(["market", "peer", "its last word"], failed, "What failed, and how."))
    return out


def _cell(record: Record | None) -> str:
    if record is None:
        return "–"
    return "failed" if "failed" in record else seconds(record["cpu_s"])


def plots(records: Sequence[Record]) -> list[Plot]:
    """Growth beside plain C, and beside the peers."""
    beside = []
    for wishes in (2, 10):
        for key, label in (("cpu_s", "rengang, verified"), ("c", "plain C, checked")):
            points = _points(records, wishes, key)
            beside.append(
                Series(
                    _label(f"{label}, {wishes} wishes", points), points, ours=key == "cpu_s" and wishes == 2
                )
            )
    title = "From arrays to a verified matching. In brackets: exponent of growth."
    out = [Plot("plain-c", title, "total list length", "CPU seconds", beside)]
    peers = []
    for method in (BESIDE, DICTIONARIES, *PEERS):
        mine = [
            r for r in _of(records, method) if r["parameters"]["wishes"] == 2 and not r["parameters"]["shape"]
        ]
        points = [(r["parameters"]["residents"], r["cpu_s"]) for r in mine if "failed" not in r]
        failed = [(r["parameters"]["residents"], r["failed"]) for r in mine if "failed" in r]
        ours = {BESIDE: "rengang, from arrays", DICTIONARIES: "rengang, from dictionaries"}
        label = ours.get(method, method.partition("/")[0])
        peers.append(Series(_label(label, points), points, failed, ours=method == BESIDE))
    title = "Two wishes each, building included. In brackets: exponent of growth."
    out.append(Plot("peers", title, "residents", "CPU seconds", peers))
    return out


def _label(name: str, points: Sequence[tuple[float, float]]) -> str:
    grown = exponent(points)
    return name if grown is None else f"{name} ({grown:.2f})"
