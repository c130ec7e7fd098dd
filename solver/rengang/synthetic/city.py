"""The knobs of a synthetic city: what each means, its range, its default, and presets by size.

The knobs are the behavioural facts that the county report gives for such data (DY-09): units are of unequal
popularity, people with a matching speciality are scarce, and cadres have relatives among their colleagues.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any, NamedTuple

from rengang.errors import Text, UsageError

COUNTY_CADRES, COUNTY_UNITS, COUNTY_POOL = 3_600, 90, 300
"""A county-level city: so many cadres, units and pool members; presets keep the proportions."""


class Knob(NamedTuple):
    """One knob: its name, type, range (both ends included), default and meaning."""

    name: str
    kind: type[int] | type[float]
    minimum: float
    maximum: float
    default: int | float
    help: Text

    @classmethod
    def of(cls, field: Field[Any]) -> Knob:
        """The knob that a field made by :func:`knob` declares."""
        kind = int if isinstance(field.default, int) else float
        low, high = field.metadata["minimum"], field.metadata["maximum"]
        return cls(field.name, kind, low, high, field.default, field.metadata["help"])  # type: ignore[arg-type]


def knob(default: int | float, minimum: float, maximum: float, zh: str, en: str) -> Any:
    """A field of a dataclass of knobs: its default, its range with both ends, and what it means."""
    return field(default=default, metadata={"minimum": minimum, "maximum": maximum, "help": Text(zh, en)})


@dataclass(frozen=True)
class City:
    """What a synthetic city is like; every knob is checked when the city is made.

    :func:`knobs` lists the knobs with their ranges and meanings. Shares are between 0 and 1 and are met
    exactly up to rounding, except where the meaning says "about" or "chance".

    Raises
    ------
    UsageError
        Some knobs are of the wrong type, out of range, or do not go together; the sentence names each of
        them with the value found and the range expected.
    """

    # size
    cadres: int = knob(COUNTY_CADRES, 2, 20_000_000, "干部总数", "number of cadres")
    units: int = knob(COUNTY_UNITS, 2, 1_000_000, "单位总数", "number of units")
    pool: int = knob(COUNTY_POOL, 0, 20_000_000, "交流对象人数", "size of the pool")
    # units
    size_skew: float = knob(
        0.6,
        0,
        3,
        "单位大小的悬殊程度：对数正态分布的标准差，0 为一样大",
        "inequality of unit sizes: standard deviation of a lognormal, 0 = all alike",
    )
    vertical: float = knob(0.08, 0, 0.9, "垂直管理单位所占比例", "share of vertically managed units")
    systems: int = knob(8, 1, 10_000, "系统（口）的个数", "number of systems (branches of administration)")
    regions: int = knob(4, 1, 100_000, "片区的个数", "number of regions")
    types: int = knob(2, 1, 3, "编制类型的个数：行政、参公、事业", "number of establishment types")
    overstaffed: float = knob(
        0.15,
        0,
        1,
        "超编单位（实有人数多于编制数）所占比例",
        "share of over-staffed units (staff above the establishment)",
    )
    vacancy_slack: float = knob(
        0.1,
        -1,
        10,
        "公布缺员比交流对象多出的比例：各单位缺员 = 流出人数 + 所分得的多出部分",
        "published vacancies beyond the pool, as a share of it: vacancies = outflow + a part of the surplus",
    )
    # people
    leaders: float = knob(
        0.25,
        0,
        1,
        "中层正职、副职所占比例（交流对象都是一般干部）",
        "share of chiefs and deputies (the pool are ordinary cadres)",
    )
    refusers: float = knob(
        0.02, 0, 1, "不服从定向交流者占交流对象的比例", "share of the pool that refuses directed placement"
    )
    scarce: float = knob(
        0.06, 0, 1, "具有紧缺专业的机会", "chance that a cadre has one of the scarce specialities"
    )
    scarce_demand: float = knob(
        0.25, 0, 1, "空缺职位要求紧缺专业的机会", "chance that a vacant post asks for a scarce speciality"
    )
    # wishes of the cadres
    intents: int = knob(2, 1, 20, "每人可填意向数", "intents that a cadre may file")
    non_filers: float = knob(
        0.04, 0, 1, "不填意向者占交流对象的比例", "share of the pool that files no intent"
    )
    single_intent: float = knob(
        0.12, 0, 1, "只填一个意向者占交流对象的比例", "share of the pool that files one intent only"
    )
    popularity_skew: float = knob(
        0.9,
        0,
        3,
        "单位受欢迎程度的悬殊：对数正态分布的标准差，0 为一样受欢迎",
        "inequality of the units' popularity: standard deviation of a lognormal, 0 = all alike",
    )
    common_taste: float = knob(
        0.6,
        0,
        1,
        "意向按全市公认的受欢迎程度选取的机会；其余在本片区或本系统内选取",
        "chance that an intent follows the popularity that all agree on; else it stays in region or system",
    )
    misfit: float = knob(
        0.02, 0, 1, "意向不顾编制类型的机会", "chance that an intent disregards the establishment type"
    )
    # nominations of the units
    ratio: int = knob(2, 1, 100, "每缺员一名可提名人数", "nominations per vacancy")
    noise: float = knob(
        0.8,
        0,
        100,
        "各单位评分的误差，以干部水平的标准差为单位；0 时各单位看法一致",
        "noise in the units' scores, in standard deviations of merit; 0 = all units agree",
    )
    tie_share: float = knob(
        0.05, 0, 1, "提名与前一名并列的机会", "chance that a nomination is tied with the one before"
    )
    # relatives
    kinship: float = knob(
        0.05,
        0,
        1,
        "在本市干部中有亲属的人约占交流对象的比例",
        "share of the pool, about, that has a relative among the cadres of the city",
    )
    kin_in_pool: float = knob(
        0.3, 0, 1, "亲属也是交流对象的机会", "chance that the relative is in the pool as well"
    )
    kin_near: float = knob(
        0.5,
        0,
        1,
        "亲属在其意向单位、或也填报该单位的机会",
        "chance that the relative is at, or lists too, a unit that the pool member lists",
    )

    def __post_init__(self) -> None:
        faults = [fault for one in knobs() for fault in range_faults(one, getattr(self, one.name))]
        if not faults:
            faults = list(_joint_faults(self))
        if faults:
            raise UsageError(Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)))


def knobs() -> tuple[Knob, ...]:
    """Every knob of :class:`City` in order.

    >>> [k.name for k in knobs()][:3]
    ['cadres', 'units', 'pool']
    """
    return tuple(Knob.of(f) for f in fields(City))


def county(cadres: int | None = None, pool: int | None = None, **changes: int | float) -> City:
    """A county-level city scaled to so many cadres or to so large a pool.

    Without `pool` one cadre in twelve is in it; without `cadres` there are twelve to each pool member. Units
    have forty cadres on average, a region some twenty units. Where a large pool leaves no place for them,
    leaders and vertical units are fewer. `changes` sets any other knob.

    Raises
    ------
    UsageError
        As :class:`City`, and for a knob that there is not.

    >>> county(pool=5000).cadres
    60000
    >>> county(3500, 300).units
    88
    """
    share = COUNTY_CADRES // COUNTY_POOL
    if cadres is None:
        cadres = COUNTY_CADRES if pool is None else max(share * pool, 24)
    if pool is None:
        pool = cadres // share
    units = max(8, round(cadres * COUNTY_UNITS / COUNTY_CADRES))
    outside = 1 - min(pool / max(cadres, 1), 1)
    preset: dict[str, Any] = {
        "units": min(units, max(cadres // 2, 2)),
        "regions": max(1, min(round(units / 22), 100_000)) if units > 100 else 4,
        "vertical": round(min(0.08, outside / 3), 4),
        "leaders": round(min(0.25, outside / 2), 4),
    }
    unknown = sorted(set(changes) - {k.name for k in knobs()})
    if unknown:
        names = ", ".join(unknown)
        raise UsageError(Text(f"没有这个旋钮：{names}", f"there is no such knob: {names}"))
    return City(cadres=cadres, pool=pool, **{**preset, **changes})


def range_faults(knob: Knob, value: object) -> Iterator[Text]:
    """What is wrong with the value of a knob: its type, or that it is out of range."""
    low, high = f"{knob.minimum:,}", f"{knob.maximum:,}"
    kinds: tuple[type, ...] = (int,) if knob.kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        zh, en = ("整数", "a whole number") if knob.kind is int else ("数", "a number")
        yield Text(
            f"{knob.name} = {value!r}：应为 {low} 至 {high} 的{zh}",
            f"{knob.name} = {value!r}: expected {en} from {low} to {high}",
        )
    # written so that NaN is out of range too
    elif not knob.minimum <= value <= knob.maximum:  # type: ignore[operator]
        yield Text(
            f"{knob.name} = {value}：应为 {low} 至 {high}", f"{knob.name} = {value}: expected {low} to {high}"
        )


def _joint_faults(city: City) -> Iterator[Text]:
    """Knobs that are fine alone but not together."""
    if city.units > city.cadres:
        yield Text(
            f"units = {city.units}：应不多于 cadres（{city.cadres}），每个单位至少一人",
            f"units = {city.units}: expected at most cadres ({city.cadres}), since every unit has somebody",
        )
    if city.pool > city.cadres:
        yield Text(
            f"pool = {city.pool}：应不多于 cadres（{city.cadres}）",
            f"pool = {city.pool}: expected at most cadres ({city.cadres})",
        )
    if city.non_filers + city.single_intent > 1:
        both = round(city.non_filers + city.single_intent, 6)
        yield Text(
            f"non_filers + single_intent = {both}：应不超过 1",
            f"non_filers + single_intent = {both}: expected at most 1",
        )
