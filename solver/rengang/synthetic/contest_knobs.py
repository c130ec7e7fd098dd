"""The knobs of a post contest in a synthetic city."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rengang.errors import Text, UsageError
from rengang.synthetic.city import Knob, knob, range_faults


@dataclass(frozen=True)
class CityContest:
    """What the contest of a synthetic city is like.

    Raises
    ------
    UsageError
        A knob is of the wrong type or out of range.
    """

    posts: int = knob(60, 1, 1_000_000, "竞岗职位数", "contested posts")
    applicants: int = knob(480, 0, 10_000_000, "报名人数", "applicants")
    vacant: float = knob(0.5, 0, 1, "竞岗职位空缺的机会", "chance that a contested post is vacant")
    leaving: float = knob(
        0.3,
        0,
        1,
        "空缺职位的单位另有中层退出的机会",
        "chance, by vacant post, that somebody leaves the mid-level",
    )
    reserved: float = knob(
        0.06, 0, 1, "职位有专业要求的机会", "chance that a post is reserved for a speciality"
    )
    circles: float = knob(
        0.9, 0, 1, "可形成相互补位的职位比例（现任或同单位中层另有去处）",
        "share of posts dealt into circles: somebody of the unit has a good chance elsewhere",
    )  # fmt: skip
    incumbents: float = knob(
        0.3, 0, 1, "其余竞岗职位现任另报他职的机会", "chance that another incumbent applies for another post"
    )
    midlevel: float = knob(
        0.5, 0, 1, "报名者中现任中层的比例", "share of applicants who are at mid-level now"
    )
    post_skew: float = knob(
        0.6, 0, 3, "职位热门程度的悬殊，0 为一样热门", "inequality of the posts' popularity, 0 = all alike"
    )
    switching: float = knob(0.08, 0, 1, "改报的机会", "chance that an applicant has switched")
    refused: float = knob(0.02, 0, 1, "单位不同意的机会", "chance that the unit does not consent")
    late: float = knob(0.01, 0, 1, "逾期报名的机会", "chance of filing after the close")
    crowd: int = knob(12, 3, 1_000, "每个职位的群众评委人数", "judges of the mass panel at each post")
    unscored: float = knob(0.02, 0, 1, "职位尚未评分的机会", "chance that a post is not scored yet")
    voted: float = knob(0.3, 0, 1, "职位已票决的机会", "chance that the vote on a post has been held")

    def __post_init__(self) -> None:
        faults = [fault for one in contest_knobs() for fault in range_faults(one, getattr(self, one.name))]
        if faults:
            raise UsageError(Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)))


def contest_knobs() -> tuple[Knob, ...]:
    """Every knob of :class:`CityContest` in order."""
    return tuple(Knob.of(field) for field in fields(CityContest))
