"""What a candidate must meet, as data: tests of single facts, and conditions made of them."""

from __future__ import annotations

from typing import Annotated, Literal, assert_never

from pydantic import Field, model_validator

from rengang.model.values import Day, Exact, Group, Level, Op

Since = Literal["post_since", "section_since", "unit_since", "function_since", "rank_since", "work_start"]
TextColumn = Literal[
    "sex", "education", "politics", "establishment_type", "rank", "level", "function", "speciality"
]
Grade = Literal["excellent", "competent", "basic", "incompetent"]


class Age(Group):
    """Completed years of age (周岁) on a date: KF-05…08, XX-02, CD-02, WC-06; A-33."""

    test: Literal["age"]
    op: Op = "lt"
    male: int = Field(ge=0, le=120)
    female: int = Field(ge=0, le=120)
    on: Day | None = None  # blank: contest.as_of


class Tenure(Group):
    """Completed years since a date of the roster, for those whose level or rank is among the given ones."""

    test: Literal["tenure"]
    since: Since
    op: Op = "ge"
    years: int = Field(ge=0, le=80)
    levels: tuple[Level, ...] = ()  # empty: any level
    ranks: tuple[str, ...] = ()  # empty: any rank


class OneOf(Group):
    """The text of a column of the roster is one of the given words."""

    test: Literal["one_of"]
    column: TextColumn
    values: tuple[str, ...] = Field(min_length=1)


class Education(Group):
    """At least this step of ``contest.education_scale``: KF-05, CD-01."""

    test: Literal["education"]
    at_least: str


class Appraisals(Group):
    """Each of the last years' appraisals is at least this grade: KF-03, XX-03. A missing year fails."""

    test: Literal["appraisals"]
    last: int = Field(ge=1, le=20)
    at_least: Grade = "competent"


class Discipline(Group):
    """No sanction among the barred words, ever or within the last years: WC-05, JL-09."""

    test: Literal["discipline"]
    barred: tuple[str, ...] = ()  # empty: any sanction bars
    within_years: int | None = Field(None, ge=0, le=80)


class Speciality(Group):
    """A post that is reserved for a speciality goes to that speciality only: WC-09. Others are open."""

    test: Literal["speciality"]


class Step(Group):
    """Promotion by at most so many levels (staff < deputy < chief): XX-08, WC-05."""

    test: Literal["step"]
    max: int = Field(1, ge=0, le=2)


class Share(Group):
    """The share votes/present of a rating's item against a bound: JL-25, JL-27, CD-08. Exact fractions."""

    test: Literal["share"]
    item: str
    op: Op
    share: Exact = Field(ge=0, le=1)


class Turnout(Group):
    """Those present of those due at a rating, as a share, or as a head count: XX-33, CD-07."""

    test: Literal["turnout"]
    item: str
    op: Op = "ge"
    share: Exact | None = Field(None, ge=0, le=1)
    count: int | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _one_bound(self) -> Turnout:
        if (self.share is None) == (self.count is None):
            raise ValueError("exactly one of share and count")
        return self


class Statement(Group):
    """Something no table says, such as good health: said aloud with every candidate, decided by people."""

    test: Literal["statement"]
    text: str


Test = Annotated[
    Age
    | Tenure
    | OneOf
    | Education
    | Appraisals
    | Discipline
    | Speciality
    | Step
    | Share
    | Turnout
    | Statement,
    Field(discriminator="test"),
]


class Condition(Group):
    """A named condition: every test of `all` holds and, where there are any, all tests of one group of `any`.

    It is asked of applicants whom it `applies` to: everyone, those whom the post would promote, or those whom
    it would not (A-32), at posts of the given `levels` (empty: every level). ``default`` (一般, 原则上) can be
    waived for a person with a reason (table `waivers`), ``must`` cannot.
    """

    title: str = ""
    applies: Literal["everyone", "promotion", "lateral"] = "everyone"
    levels: tuple[Level, ...] = ()
    all: tuple[Test, ...] = ()
    any: tuple[tuple[Test, ...], ...] = ()
    modality: Literal["must", "default"] = "must"
    rules: tuple[str, ...] = ()

    @property
    def can_be_waived(self) -> bool:
        """Can it be waived for a person, with a reason."""
        match self.modality:
            case "default":
                return True
            case "must":
                return False
            case unknown:
                assert_never(unknown)
