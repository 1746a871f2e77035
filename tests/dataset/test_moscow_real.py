"""Real open data of Moscow, where they are at hand: schools tied as in the answer key, traps found, rules honest."""

import re
from collections import Counter

import pandas as pd
import pytest

from shnor_lab import language, places
from shnor_lab.dataset import open_dataset, take_in
from shnor_lab.dataset.match.names import normal, numbers
from shnor_lab.pages.lab import open_study
from shnor_lab.pages.words import said
from shnor_lab.study import identification
from shnor_lab.study import passport as study_passport

ROOT = places.root()
REAL = ROOT.parent / "shared" / "real"
PANEL = REAL / "moscow-ege-2016-2018" / "panel_2015_2018.csv"
FILES = re.findall(r"moscow-\S+\.csv", (ROOT / "Makefile").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(not PANEL.is_file(), reason="real open data are not at hand")


@pytest.fixture(scope="module")
def moscow(tmp_path_factory):
    home = tmp_path_factory.mktemp("moscow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(home))
        (home / "params").mkdir()
        for name in ("defaults", "moscow"):
            text = (ROOT / "params" / f"{name}.yaml").read_text(encoding="utf-8")
            (home / "params" / f"{name}.yaml").write_text(text, encoding="utf-8")
        language.use("ru")
        take_in([REAL / file for file in FILES], into="moscow")
        yield open_dataset("moscow")


@pytest.fixture(scope="module")
def lab(moscow):
    return open_study("moscow")


@pytest.fixture(scope="module")
def sources():
    frames = {file.rsplit("/", 1)[-1]: pd.read_csv(REAL / file, dtype="str") for file in FILES}
    for frame in frames.values():
        frame["source_row"] = range(2, len(frame) + 2)
    return frames


@pytest.fixture(scope="module")
def compared(moscow, sources):
    """One row per row of the answer key: what the key says and what became of the row with us."""
    parts = []
    for file, frame in sources.items():
        if "ege_year" in frame:
            rows = frame[frame["ege2015_n"].notna()].assign(year="2014-2015", name=frame["full_name"])
        elif "EDU_NAME" in frame:
            rows = frame.assign(year=frame["YEAR"], name=frame["EDU_NAME"], okrug=frame["AdmArea"])
        else:
            continue
        parts.append(rows[["year", "name", "okrug", "source_row"]].assign(file=file))
    key = pd.read_csv(PANEL, dtype={"ogrn": "str"})[["year", "name", "okrug", "ogrn", "match"]]
    rows = key.merge(pd.concat(parts), on=["year", "name", "okrug"], how="left", validate="one_to_one")
    assert rows["source_row"].notna().all()
    source_of = {delivery["source_id"]: delivery["file"] for delivery in moscow.deliveries}
    results = moscow.table("results")
    results = results[results["procedure"] == "ege_top3"]
    places_ = zip(results["source_id"].map(source_of), results["source_row"], strict=True)
    tied = dict(zip(places_, results["school_id"].astype("str"), strict=True))
    pairs = zip(rows["file"], rows["source_row"], strict=True)
    ours = [tied.get((file, int(row))) for file, row in pairs]
    return rows.assign(ours=pd.Series(ours, index=rows.index, dtype="object"))


@pytest.fixture(scope="module")
def known(moscow, sources):
    register, ege = sources["schools_2015.csv"], sources["ege_2015_2016.csv"]
    earlier = [(register["full_name"], register["okrug"]), (register["short_name"], register["okrug"])]
    earlier.append((ege["EDU_NAME"], ege["AdmArea"]))
    names = moscow.table("school_names")
    by_name = names[names["scheme"] == "name"]
    return {
        "ogrn": names[names["scheme"] == "ogrn"].groupby("school_id")["value"].agg(set).to_dict(),
        "holder": names[names["scheme"] == "ogrn"].set_index("value")["school_id"].to_dict(),
        "names": by_name.groupby("school_id")["value"].agg(list).to_dict(),
        "earlier": {
            (normal(name), okrug)
            for part in earlier
            for name, okrug in zip(*part, strict=True)
            if isinstance(name, str)
        },
        "okrug": moscow.table("schools").set_index("school_id")["municipality"].to_dict(),
    }


@pytest.fixture(scope="module")
def classes(moscow, compared, known):
    questions = moscow.questions()
    asked = {
        place: set("; ".join(own["school_id"]).split("; ")) - {""}
        for place, own in questions.assign(normal=questions["name"].map(normal)).groupby(["normal", "municipality"])
    }
    waiting = set(compared.loc[(compared["match"] == "ogrn") & compared["ours"].isna(), "ogrn"].dropna())
    places = set(questions.loc[questions["question_id"].str.startswith("m-"), "municipality"])
    said = [
        _class(row, known, waiting, asked.get((normal(row.name_), row.okrug), set() if row.okrug in places else None))
        for row in _tuples(compared)
    ]
    return compared.assign(said=said)


def _tuples(frame):
    return frame.rename(columns={"name": "name_"}).itertuples()


def _class(row, known, waiting, candidates) -> str:
    """Return what became of a row beside the answer key; "" is a difference that nothing explains."""
    key = row.ogrn if isinstance(row.ogrn, str) else ""
    if not isinstance(row.ours, str):
        if candidates is None:
            return ""
        if not key:
            return "asked, the key leaves it open"
        if known["holder"].get(key) in candidates or (key in waiting and row.match == "number"):
            return "asked, the key ties by number"
        elsewhere = known["okrug"].get(known["holder"].get(key)) != row.okrug
        if row.match == "number" and elsewhere:
            return "asked, tied by number across okrugs only in the key"
        if key not in known["holder"]:
            return "asked, not in the register"
        same = any(normal(row.name_) in map(normal, known["names"][school]) for school in candidates)
        return "asked, the same name has another OGRN" if same and row.match == "ogrn" else ""
    own = known["ogrn"].get(row.ours, set())
    if key in own:
        return "same"
    if key:
        elsewhere = known["okrug"].get(known["holder"].get(key)) != row.okrug
        return "tied by number across okrugs only in the key" if row.match == "number" and elsewhere else ""
    if row.match == "ogrn":
        return "no OGRN in the register, tied by the code of the portal" if own else ""
    if not own:
        return "a school of its own, not in the register"
    return (
        "the name of an earlier file, the key misses it" if (normal(row.name_), row.okrug) in known["earlier"] else ""
    )


def test_the_makefile_imports_every_source_file_and_not_the_answer_key():
    every = {path.relative_to(REAL).as_posix() for path in REAL.rglob("*.csv")}
    assert len(FILES) == 4
    assert set(FILES) == every - {PANEL.relative_to(REAL).as_posix()}


def test_every_difference_to_the_answer_key_is_explained(classes):
    unexplained = classes[classes["said"] == ""]
    assert unexplained.empty, unexplained[["year", "name", "match"]].head().to_string()
    counts = Counter(zip(classes["match"], classes["said"], strict=True))
    of_match = classes["match"].value_counts()
    absent = {match: counts[match, "asked, not in the register"] for match in of_match.index}
    assert counts["name", "same"] + absent["name"] == of_match["name"]
    reorganised = counts["ogrn", "asked, the same name has another OGRN"]
    coded = counts["ogrn", "no OGRN in the register, tied by the code of the portal"]
    assert counts["ogrn", "same"] + reorganised + coded + absent["ogrn"] == of_match["ogrn"]
    assert coded == (classes["ogrn"].isna() & (classes["match"] == "ogrn")).sum()
    number = {said: count for (match, said), count in counts.items() if match == "number"}
    assert number["asked, the key ties by number"] > 0
    assert sum(number.values()) == of_match["number"]
    assert number.get("tied by number across okrugs only in the key", 0) < number["same"]
    assert sum(counts.values()) == len(classes)


def test_one_school_of_the_key_is_one_school_of_ours(classes):
    tied = classes[classes["said"] == "same"]
    assert (tied.groupby("ogrn")["ours"].nunique() == 1).all()
    assert (tied.groupby("ours")["ogrn"].nunique() == 1).all()
    assert not (classes["said"] == "a school of its own, not in the register").any()


def test_questions_name_a_school_with_the_same_number_or_nearly_the_same_name(moscow, known):
    questions = moscow.questions()
    alike = questions[questions["why"].str.contains("с этим номером только эта|с другим кодом")]
    for row in _tuples(alike):
        asked = numbers(normal(row.name_))[:1]
        for school in row.school_id.split("; "):
            assert asked in {numbers(normal(name))[:1] for name in known["names"][school]}
            assert known["okrug"][school] == row.municipality
    alone = questions["why"].str.contains("с этим номером только эта")
    assert alone.sum() > 200


def test_the_traps_are_found(moscow, sources):
    found = moscow.findings().groupby(["file", "rule"])["count"].sum()
    ege, later = sources["ege_2015_2016.csv"], sources["ege_2016_2018.csv"]
    numbers_ = ege[["PASSED_NUMBER_FULL", "PASSES_OVER_220", "PASSER_UNDER_160"]].astype("float64")
    n, over, under = (numbers_[column] for column in numbers_)
    assert found["ege_2015_2016.csv", "mislabelled_column"] == (over + under > n).sum() > 0
    assert found["ege_2016_2018.csv", "mislabelled_column"] == len(later)
    assert found["ege_2016_2018.csv", "participants_missing"] == len(later)
    zero = later["PASSES_OVER_220"].astype("float64") == 0
    assert found["ege_2016_2018.csv", "zero_high"] == zero.sum()
    assert found["ege_2016_2018.csv", "zeros"] == (zero & (later["PASSER_UNDER_160"].astype("float64") == 0)).sum()
    oge = sources["oge_2015_long.csv"]
    assert found["oge_2015_long.csv", "one_participant"] == (oge["n"].astype("float64") == 1).sum()
    assert (
        found["oge_2015_long.csv", "retake_day"] == oge["date"].str[:5].isin(["10.06", "16.06", "17.06", "18.06"]).sum()
    )
    repeated = oge.duplicated(["global_id", "date", "subject"], keep=False)
    assert found["oge_2015_long.csv", "units_added_up"] == repeated.sum()
    register = sources["schools_2015.csv"]
    lost = register["ege2015_n"].isna().sum()
    assert found["schools_2015.csv", "ege_missing"] + found["schools_2015.csv", "not_a_school"] == lost
    waiting = moscow.quarantine()["source_id"].value_counts().to_dict()
    assert found["ege_2016_2018.csv", "school_question"] == max(waiting.values())
    assert {file for file, rule in found.index if rule == "no_counts_of_low"} == set(sources)


def test_shares_of_2015_are_not_compared_with_2016(lab, moscow):
    results = moscow.table("results")
    top3 = results[results["procedure"] == "ege_top3"].pivot_table(index="school_id", columns="year", values="n")
    ratio = (top3[2016] / top3[2015]).median()
    breaks = study_passport.breaks(lab.study).set_index("year")
    assert f"{ratio:.1f}".replace(".", ",") in breaks.loc[2016, "reason"]
    assert results.loc[results["year"] >= 2017, "n"].isna().all()
    assert "число участников не публикуется" in breaks.loc[2017, "reason"]


def test_no_low_results_are_made_up(moscow):
    results = moscow.table("results")
    assert results["n_low"].isna().all()
    assert results["n_2"].isna().all()


def test_the_rule_of_30_per_cent_has_no_answer_and_says_why(lab):
    decisions = identification.DECISIONS.of(lab.study)
    main = decisions[decisions["rule"] == "regional_30"].set_index("school_id")
    kinds = lab.study.schools.set_index("school_id")["type"].reindex(main.index)
    concerned = main[(kinds != "primary").to_numpy()]
    assert len(concerned) > 0.99 * len(main)
    assert concerned["listed"].isna().all()
    assert concerned["reason"].map(said).str.contains("число участников ниже порога по всем процедурам").all()
    assert concerned["p_listed"].isna().all()


def test_the_lowest_tenth_answers_on_mean_marks(lab):
    decisions = identification.DECISIONS.of(lab.study)
    lowest = decisions[decisions["rule"] == "lowest_share"].set_index("school_id")
    answered, listed = lowest["listed"].dropna(), lowest["listed"].fillna(False).astype(bool)
    results = lab.study.table("results")
    oge = results[(results["year"] == 2015) & results["mean"].notna() & (results["attempt"] != "retake")]
    enough = oge.groupby(["school_id", "procedure"], observed=True)["n"].sum() >= 5
    assert set(answered.index) == set(enough.groupby("school_id").sum().loc[lambda count: count >= 2].index)
    assert len(answered) // 10 <= listed.sum() < 0.11 * len(answered)
    assert lowest.loc[listed, "score"].min() > lowest.loc[answered.index[~listed[answered.index]], "score"].max()


def test_the_pages_say_it_in_words(lab):
    codes = lab.study.municipalities["municipality_id"]
    for code in (codes.iloc[0], codes.iloc[-1]):
        page = open_study("moscow", municipality=code)
        summary = page.identification.summary().text()
        assert "не может ответить ни по одной школе" in summary
        findings = page.passport.findings().text()
        for trap in ("«менее 160»", "нет числа участников", "дни пересдачи", "Один участник", "строки ждут ответ"):
            assert trap in findings, trap
        shown = " ".join(
            section.text()
            for section in (
                page.passport.coverage(),
                page.passport.participation(),
                page.passport.sizes(),
                page.passport.breaks(),
                page.passport.fitness(),
                page.identification.reasons(),
                page.identification.settings(),
                page.identification.movement(),
            )
        )
        assert "0 из 0" not in shown
        assert "Строк нет" not in shown
    region = lab.region
    assert "Нижняя часть региона" in region.summary().text()
    assert region.lists().figure is None


def test_a_second_import_changes_nothing(moscow):
    folder = places.dataset("moscow")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    receipt = take_in([REAL / file for file in FILES], into="moscow")
    assert set(receipt.table["state"]) == {"known"}
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
