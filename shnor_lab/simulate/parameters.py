"""Everything that makes an invented region what it is, by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

Shares = tuple[float, float, float, float]


@dataclass(frozen=True)
class Parameters:
    """Parameters of the generator. Effects are in standard deviations of pupils within a school.

    The defaults follow what open results of schools show: half of the schools with grade 11 have fewer than
    ten participants in Russian, school means of large schools correlate at about 0.85 between years, those
    of small ones hardly, the minimum is missed by about 1 % in Russian and 12-17 % in profile mathematics.

    Parameters
    ----------
    years : tuple of int
        School years, 2015 = 2014/15.
    schools : int
        Schools that ever exist, branches and closed ones included.
    city_schools : tuple of int
        Schools in each city; the districts share the rest.
    city_grade, rural_grade, basic_grade : (median, spread)
        Pupils of one grade in a city school, a rural secondary and a rural basic school: median and standard
        deviation of the logarithm.
    grade_11 : float
        Size of grade 11 against a grade of the basic school.
    growth : float
        Yearly relative change of enrolment.
    own_sd : float
        Lasting level of a school that conditions do not explain.
    context_effect : float
        Change of the level per standard deviation of disadvantage.
    rural_disadvantage, municipality_sd : float
        How much harder conditions are in a village; spread of conditions between municipalities.
    procedure_sd : float
        Lasting deviation of a school in one procedure.
    drift_sd : float
        Yearly lasting change of a school's level (standard deviation over schools).
    school_year_sd, cell_year_sd : float
        Noise of a school in a year, and of a school in a year in one procedure; the noise of who sat the
        paper comes on top and shrinks with the number of participants.
    paper_sd : float
        How much harder or easier the paper of a year is.
    programme_effect, programme_years : float, int
        Gain per year of support, and after how many years it grows no further.
    programme_starts : tuple of int
        Years in which schools are taken into the programme.
    order_years : tuple of int
        Years in which the region and the federation issue a list.
    order_left_out, order_added : float
        Share of the chosen schools that an order leaves out, and of the others that it adds.
    attendance : float
        Share of a grade that sits a check work; exams are sat by nearly all.
    profile_share : float
        Share of grade 11 that chooses profile mathematics.
    autumn_2022 : float
        Share of schools whose check works of spring 2022 were moved to the autumn.
    undelivered : float
        Share of school-years of one family of procedures that never arrived.
    marks : mapping of str to (float, float, float, float)
        Regional shares of marks 2, 3, 4, 5.
    points : mapping of str to (float, float, int)
        Exams in test points: mean, standard deviation within a school, minimum.
    """

    years: tuple[int, ...] = tuple(range(2015, 2025))
    schools: int = 320
    city_schools: tuple[int, ...] = (38, 22, 18, 14)
    city_grade: tuple[float, float] = (56.0, 0.45)
    rural_grade: tuple[float, float] = (13.5, 0.5)
    basic_grade: tuple[float, float] = (7.5, 0.4)
    grade_11: float = 0.45
    growth: float = -0.005
    own_sd: float = 0.27
    context_effect: float = -0.28
    rural_disadvantage: float = 0.6
    municipality_sd: float = 0.4
    procedure_sd: float = 0.15
    drift_sd: float = 0.015
    school_year_sd: float = 0.13
    cell_year_sd: float = 0.13
    paper_sd: float = 0.08
    programme_effect: float = 0.08
    programme_years: int = 3
    programme_starts: tuple[int, ...] = (2021, 2023)
    order_years: tuple[int, ...] = (2021, 2022, 2023, 2024)
    order_left_out: float = 0.12
    order_added: float = 0.015
    attendance: float = 0.93
    profile_share: float = 0.45
    autumn_2022: float = 0.15
    undelivered: float = 0.004
    marks: MappingProxyType[str, Shares] = field(
        default_factory=lambda: MappingProxyType(
            {
                "vpr_ma5": (0.065, 0.355, 0.36, 0.22),
                "vpr_ma6": (0.08, 0.43, 0.36, 0.13),
                "vpr_ru5": (0.065, 0.395, 0.37, 0.17),
                "vpr_ru6": (0.07, 0.41, 0.37, 0.15),
                "oge_ma": (0.065, 0.455, 0.37, 0.11),
                "oge_ru": (0.025, 0.325, 0.38, 0.27),
                "ege_ma_base": (0.025, 0.225, 0.41, 0.34),
            }
        )
    )
    points: MappingProxyType[str, tuple[float, float, int]] = field(
        default_factory=lambda: MappingProxyType({"ege_ma_prof": (43.0, 16.0, 27), "ege_ru": (62.0, 15.0, 24)})
    )
