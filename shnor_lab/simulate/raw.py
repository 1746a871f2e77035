"""The files that an invented region would send: filled forms, names decorated as people do it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..dataset.read.form_writer import write_form
from .region import Region

_CSV_YEARS = {2016: "cp1251", 2018: "utf-8-sig"}
"""Years whose results came as CSV without school codes, and in which encoding."""

_NAMED_ANEW, _CONTRADICTED = 2018, 2019
"""Years whose file calls one school by a new name, or has more low results than participants in two rows."""

_DECORATIONS = (
    lambda name: name,
    lambda name: f"МБОУ «{name}»",
    lambda name: name.replace("№ ", "№"),
    lambda name: name.upper(),
    lambda name: name.replace("№ ", "N ").replace("г. ", "г."),
    lambda name: f"МКОУ {name}".replace("СОШ", "Средняя общеобразовательная школа"),
)


def write_raw(region: Region, folder: Path) -> list[Path]:
    """Write the tables of a region as the files it would send; return them in the order of import.

    The register, numbers of pupils, results per year (two years as CSV without codes, names decorated),
    re-sits, conditions per year, lists, support. Equal regions give equal bytes; other files of the folder
    are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = region.tables
    made = [
        write_form(
            folder / "Список школ.xlsx",
            {"schools": _register(tables), "school_names": _earlier_names(tables)},
        ),
        write_form(folder / "Контингент.xlsx", {"school_years": _named(tables, "school_years")}),
    ]
    results = _named(tables, "results")
    first_sitting = results["attempt"] == "main"
    for year, part in results[first_sitting].groupby("year"):
        encoding = _CSV_YEARS.get(int(year))
        part = _blemished(part, int(year))
        if encoding:
            written = write_form(folder / f"Результаты {year}.csv", {"results": _decorated(part)}, encoding=encoding)
        else:
            written = write_form(folder / f"Результаты {year}.xlsx", {"results": part})
        made.append(written)
    made.append(write_form(folder / "Пересдачи ОГЭ.csv", {"results": results[~first_sitting]}))
    conditions = {table: _named(tables, table) for table in ("passport", "staff", "resources")}
    for year in sorted(tables["passport"]["year"].unique()):
        sheets = {table: frame[frame["year"] == year] for table, frame in conditions.items()}
        made.append(write_form(folder / f"Условия {year}.xlsx", sheets))
    made.append(write_form(folder / "Перечни.xlsx", {"statuses": _named(tables, "statuses")}))
    made.append(write_form(folder / "Поддержка.xlsx", {"support": _named(tables, "support")}))
    for file in folder.iterdir():
        if file not in made:
            file.unlink()
    return made


def _codes(tables: dict[str, pd.DataFrame], scheme: str = "code") -> pd.Series:
    names = tables["school_names"]
    return names[names["scheme"] == scheme].set_index("school_id")["value"]


def _register(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    schools, codes = tables["schools"], _codes(tables)
    return schools.assign(
        ref_code=schools["school_id"].map(codes),
        ref_fis=schools["school_id"].map(_codes(tables, "fis")),
        parent=schools["parent"].map(codes),
        predecessor=schools["predecessor"].map(codes),
    ).sort_values("ref_code", ignore_index=True)


def _earlier_names(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    names = tables["school_names"]
    return _reference(tables, names[names["valid_to"].notna()])


def _named(tables: dict[str, pd.DataFrame], table: str) -> pd.DataFrame:
    """Return a table with the code, the name of its time and the municipality of each school."""
    named = _reference(tables, tables[table])
    if "year" in named:
        earlier = tables["school_names"].dropna(subset="valid_to")
        for school, name, until in earlier[["school_id", "value", "valid_to"]].itertuples(index=False, name=None):
            then = (named["school_id"] == school) & (named["year"] <= until)
            named["ref_name"] = named["ref_name"].mask(then, name)
    return named


def _reference(tables: dict[str, pd.DataFrame], frame: pd.DataFrame) -> pd.DataFrame:
    schools = tables["schools"].set_index("school_id")
    return frame.assign(
        ref_code=frame["school_id"].map(_codes(tables)),
        ref_name=frame["school_id"].map(schools["name"]),
        ref_municipality=frame["school_id"].map(schools["municipality"]),
    )


def _blemished(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    if year == _NAMED_ANEW:
        other = frame["ref_name"].str.startswith("СОШ № 1 с.")
        anew = other & (frame["school_id"] == frame.loc[other, "school_id"].min())
        named = frame["ref_name"].str.replace("СОШ", "Школа")
        return frame.assign(ref_name=frame["ref_name"].mask(anew, named))
    if year == _CONTRADICTED:
        wrong = frame.index[(frame["procedure"] == "ege_ma_prof") & (frame["n"] >= 10)][:2]
        return frame.assign(n_low=frame["n_low"].mask(frame.index.isin(wrong), frame["n"] + 3))
    return frame


def _decorated(frame: pd.DataFrame) -> pd.DataFrame:
    schools = pd.factorize(frame["school_id"])[0]
    names = [
        _DECORATIONS[school % len(_DECORATIONS)](name)
        for school, name in zip(schools.tolist(), frame["ref_name"].tolist(), strict=True)
    ]
    return frame.assign(ref_code=pd.NA, ref_name=names)
