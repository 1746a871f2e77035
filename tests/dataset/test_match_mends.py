"""What answers mend: schools that are one, other names, schools and municipalities that are none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.dataset.match import tie
from shnor_lab.dataset.match.answers import ZEROS, mend_question, place_question
from shnor_lab.dataset.schema import TABLES

DISTRICT = "Ясноборский район"
TOWN = "Ясноборский городской округ"
REFORM = "Ясноборский муниципальный округ"
ONE, OTHER = "iasnoborskii-raion-sosh-3", "iasnoborskii-raion-oosh-s-tikhoe"


def rows(**columns):
    return pd.DataFrame(columns)


def said(**answers):
    return pd.DataFrame({"question_id": list(answers), "answer": list(answers.values())}, dtype="str")


def mend(school, answer):
    return said(**{mend_question(school): answer})


def taken(tables, before=None, answers=None):
    return tie(
        tables,
        schools=before.schools if before else TABLES["schools"].empty(),
        school_names=before.school_names if before else TABLES["school_names"].empty(),
        answers=said() if answers is None else answers,
        file="файл.xlsx",
    )


def replayed(deliveries, answers):
    """Tie deliveries one after another, as a dataset that is made anew."""
    results, before = [], None
    for tables in deliveries:
        before = taken(tables, before, answers)
        results.append(before)
    return results


def register(names=("СОШ № 3", "ООШ с. Тихое"), place=DISTRICT, codes=("0101", "0102")):
    return {"schools": rows(name=list(names), municipality=[place] * len(names), ref_code=list(codes))}


def results(*names, place=DISTRICT, **columns):
    return {"results": rows(ref_name=list(names), ref_municipality=[place] * len(names), **columns)}


def tied(result, table="results"):
    return ["" if pd.isna(school) else school for school in result.tables[table]["school_id"]]


def rules(result):
    return {finding.rule: finding.count for finding in result.findings}


FILES = [register(), results("СОШ № 3", "ООШ с. Тихое"), {"results": rows(ref_code=["0101", "0102"])}]


def test_schools_said_to_be_one_are_one():
    first, second, third = replayed(FILES, mend(ONE, f"same:{OTHER}"))
    (school,) = first.schools["school_id"]
    assert tied(second) == tied(third) == [school, school]
    assert first.schools["name"].tolist() == ["ООШ с. Тихое"]
    assert rules(first)["school_merged"] == 1
    assert len(third.questions) == 0
    again = taken(register(), third, mend(ONE, f"same:{OTHER}"))
    assert again.schools["name"].tolist() == ["ООШ с. Тихое"]
    assert tied(again, "schools") == [school, school]
    TABLES["schools"].schema.validate(third.schools)
    TABLES["school_names"].schema.validate(third.school_names)


def test_a_stored_register_is_mended_as_one_made_anew():
    answers = mend(ONE, f"same:{OTHER}")
    mended = taken(FILES[1], taken(register()), answers)
    assert mended.schools["school_id"].tolist() == [OTHER]
    assert tied(mended) == [OTHER, OTHER]
    by_own_code = taken({"results": rows(school_id=[ONE, OTHER, "nowhere"])}, mended, answers)
    assert tied(by_own_code) == [OTHER, OTHER, ""]


def test_a_school_that_comes_later_joins_the_one_it_was_said_to_be():
    answers = mend("iasnoborskii-raion-litsei-9", f"same:{ONE}")
    early = taken(results("Лицей № 9"), answers=answers)
    assert early.schools["school_id"].tolist() == ["iasnoborskii-raion-litsei-9"]
    late = taken(register(), early, answers)
    assert set(late.schools["name"]) == {"СОШ № 3", "ООШ с. Тихое"}
    again = taken(results("Лицей № 9", "СОШ № 3"), late, answers)
    assert len(set(tied(again))) == 1
    assert taken(results("Лицей № 9"), late, answers).new_schools == 0


@pytest.mark.parametrize("chain", [{ONE: OTHER, OTHER: ONE}, {ONE: OTHER, OTHER: "x", "x": ONE}, {ONE: ONE}])
def test_answers_in_a_circle_end(chain):
    answers = said(**{mend_question(school): f"same:{other}" for school, other in chain.items()})
    result = replayed(FILES, answers)[-1]
    assert len(result.schools) == (2 if chain == {ONE: ONE} else 1)
    assert "" not in tied(result)


def test_a_renamed_school_shows_the_new_name_and_knows_the_old():
    first, second, third = replayed(FILES, mend(ONE, "rename:Школа имени Героя"))
    assert first.schools.set_index("school_id").loc[ONE, "name"] == "Школа имени Героя"
    assert tied(second)[0] == tied(third)[0] == ONE
    answers = mend(ONE, "rename:Школа имени Героя")
    assert tied(taken(results("Школа имени Героя", "СОШ № 3"), third, answers)) == [ONE, ONE]
    assert taken(register(), third, answers).schools.set_index("school_id").loc[ONE, "name"] == "Школа имени Героя"


def test_a_removed_school_is_not_there_and_its_rows_wait():
    for result in replayed(FILES, mend(ONE, "remove"))[:2]:
        assert result.schools["school_id"].tolist() == [OTHER]
        assert rules(result)["school_refused"] == 1
        assert ONE not in set(result.school_names["school_id"])
    assert tied(result) == ["", OTHER]
    assert len(result.questions) == 0
    stored = taken(FILES[1], taken(register()), mend(ONE, "remove"))
    assert tied(stored) == ["", OTHER]
    assert rules(stored) == {"school_removed": 1, "school_refused": 1}


def test_what_was_said_can_be_taken_back():
    assert len(replayed(FILES, mend(ONE, "keep"))[-1].schools) == 2


def test_a_municipality_that_is_none_goes_with_its_schools():
    junk = results("Школа", place="Муниципалитет")
    assert taken(junk).schools["municipality"].tolist() == ["Муниципалитет"]
    answers = said(**{place_question("Муниципалитет"): "remove"})
    anew = taken(junk, answers=answers)
    stored = taken(junk, taken(junk), answers)
    for result in (anew, stored):
        assert result.schools.empty
        assert result.school_names.empty
        assert tied(result) == [""]
        assert rules(result)["school_refused"] == 1


def test_municipalities_said_to_be_one_are_one():
    answers = said(**{place_question(TOWN): "same:iasnoborskii-raion"})
    files = [register(), results("СОШ № 3", place=TOWN)]
    assert tied(replayed(files, answers)[-1]) == [ONE]
    reform = register(place=TOWN)
    assert replayed([register(), reform], answers)[-1].schools["municipality_id"].unique() == ["iasnoborskii-raion"]
    new = said(**{place_question(TOWN): "new"})
    apart = taken(register(("Лицей № 9",), TOWN, ("9",)), taken(register(), taken(results("СОШ № 3"))), new)
    assert apart.schools["municipality_id"].nunique() == 2
    mended = taken({}, apart, answers)
    assert mended.schools["municipality"].unique().tolist() == [DISTRICT]


def test_a_renamed_municipality_knows_its_old_name():
    answers = said(**{place_question(DISTRICT): "rename:Ясноборский муниципальный округ"})
    for result in replayed([register(), results("СОШ № 3"), results("СОШ № 3")], answers):
        assert result.schools["municipality"].unique().tolist() == ["Ясноборский муниципальный округ"]
        assert result.schools["municipality_id"].unique().tolist() == ["iasnoborskii-raion"]
    assert tied(result) == [ONE]


def test_a_municipality_of_another_kind_is_one_question_for_all_its_schools():
    known = taken(register())
    file = results("СОШ № 3", "ООШ с. Тихое", "МБОУ «СОШ № 3»", place=TOWN)
    asked = taken(file, known)
    assert asked.questions["school_id"].tolist() == ["iasnoborskii-raion"]
    assert asked.questions["rows"].tolist() == [3]
    assert asked.new_schools == 0
    (question,) = asked.questions["question_id"]
    assert tied(taken(file, known, said(**{question: "same:iasnoborskii-raion"}))) == [ONE, OTHER, ONE]
    new = taken(file, known, said(**{question: "new"}))
    assert new.new_schools == 2
    assert len(set(tied(new)) & {ONE, OTHER}) == 0
    refused = taken(file, known, said(**{question: "not"}))
    assert (tied(refused), rules(refused)) == ([""] * 3, {"school_refused": 3})


def test_what_was_said_of_a_municipality_goes_before_its_core():
    known = taken(register())
    file = results("СОШ № 3", place=REFORM)
    assert (tied(taken(file, known)), len(taken(file, known).questions)) == ([ONE], 0)
    new = taken(file, known, said(**{place_question(REFORM): "new"}))
    assert (new.new_schools, len(new.questions), new.schools["municipality"].nunique()) == (1, 0, 2)
    assert tied(taken(file, new, said(**{place_question(REFORM): "new"}))) == tied(new) != [ONE]
    assert tied(taken(file, known, said(**{place_question(REFORM): "not"}))) == [""]


def test_a_reform_between_a_town_and_a_district_is_one_question_and_mends_neither():
    both = {name: pd.concat([register()[name], register(("СОШ № 9",), TOWN, ("9",))[name]]) for name in register()}
    known = taken({name: frame.reset_index(drop=True) for name, frame in both.items()})
    file = results("СОШ № 3", "ООШ с. Тихое", place="Ясноборское управление образования")
    (question,) = taken(file, known).questions["question_id"]
    answered = taken(file, known, said(**{question: "same:iasnoborskii-raion"}))
    assert tied(answered) == [ONE, OTHER]
    assert sorted(answered.schools["municipality"].unique()) == sorted([DISTRICT, TOWN])


def test_a_new_municipality_opens_only_with_its_first_file():
    answers = said(**{place_question("Дальний район"): "new"})
    known = taken(results("СОШ № 1", "СОШ № 2", place="Дальний район"), taken(register()), answers)
    assert known.new_schools == 2
    later = taken(results("Школа", place="Дальний район"), known, answers)
    assert (later.new_schools, len(later.questions)) == (0, 1)


def test_a_register_with_a_municipality_of_another_kind_asks_once():
    known = taken(register())
    reform = register(place=TOWN, codes=(None, None))
    asked = taken(reform, known)
    assert asked.questions["school_id"].tolist() == ["iasnoborskii-raion"]
    assert asked.new_schools == 0
    both = {
        "schools": pd.concat([register()["schools"], register(("СОШ № 9",), "город Ясноборский", ("9",))["schools"]])
    }
    assert taken({"schools": both["schools"].reset_index(drop=True)}, known).new_schools == 1


@given(st.lists(st.integers(1, 999), min_size=1, max_size=8, unique=True), st.booleans())
def test_codes_without_zeros_are_one_question(numbers, yes):
    codes = [f"{number:05d}" for number in numbers]
    names = [f"СОШ № {number}" for number in numbers]
    known = taken(register(names, codes=codes))
    file = {"results": rows(ref_code=[str(number) for number in numbers])}
    asked = taken(file, known)
    assert asked.questions["question_id"].tolist() == [ZEROS]
    assert asked.questions["rows"].tolist() == [len(numbers)]
    assert asked.questions["codes"].str.count(";").tolist() == [min(len(numbers), 5) - 1]
    answered = taken(file, known, said(zeros="yes" if yes else "no"))
    assert len(answered.questions) == 0
    assert tied(answered) == (tied(taken({"results": rows(ref_code=codes)}, known)) if yes else [""] * len(numbers))
    assert len(answered.school_names) == len(known.school_names)


def test_a_code_without_zeros_of_two_schools_is_not_offered():
    known = taken(register(codes=("0101", "00101")))
    assert ZEROS not in set(taken({"results": rows(ref_code=["101"])}, known).questions["question_id"])
    assert tied(taken({"results": rows(ref_code=["101"], ref_fis=["e1"])}, known)) == [""]


@given(
    st.lists(
        st.sampled_from(["СОШ № 3", "Школа", "Итого", "ООШ с. Тихое", "СОШ № 77", "Елкинская СОШ", "СОШ №З", ""]),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([DISTRICT, "Муниципалитет", "Ясноборский округ", ""]),
)
def test_no_results_add_a_school_beside_a_register(names, place):
    known = taken(register())
    result = taken(results(*names, place=place), known)
    pd.testing.assert_frame_equal(result.schools, known.schools)
    waiting = sum(school == "" for school in tied(result))
    assert (waiting > names.count("")) == (len(result.questions) > 0)


def test_a_register_that_repeats_what_files_said_is_a_register():
    known = taken(register(codes=(None, None)), taken(results("СОШ № 3", "МБОУ ООШ с. Тихое")))
    assert known.new_schools == 0
    assert known.school_names["origin"].tolist() == ["register", "register"]
    later = taken(results("Гимназия № 8"), known)
    assert (later.new_schools, len(later.questions)) == (0, 1)


def test_without_a_register_a_later_file_adds_schools_and_says_so():
    later = taken(results("Гимназия № 8", "СОШ № 3"), taken(results("СОШ № 3")))
    assert (later.new_schools, rules(later)) == (1, {"school_without_register": 1})


@pytest.mark.parametrize(
    ("printed", "school"),
    [("СОШ №З", ONE), ("COШ № З", ONE), ("ООШ с. Тихоe", OTHER), ("ООШ С ТИХОЕ", OTHER), ("ООШ с. Ти́хое", "")],
)
def test_look_alikes_tie_or_ask(printed, school):
    result = taken(results(printed), taken(register()))
    assert (tied(result), result.new_schools) == ([school], 0)
    assert len(result.questions) == (not school)


def test_a_name_with_another_ending_is_asked_about_with_the_likely_school():
    known = taken(register(("СОШ с. Ёлкино", "СОШ с. Заречье")))
    asked = taken(results("Елкинская СОШ", "Заречье"), known)
    assert dict(zip(asked.questions["name"], asked.questions["school_name"], strict=True)) == {
        "Елкинская СОШ": "СОШ с. Ёлкино", "Заречье": "СОШ с. Заречье",
    }  # fmt: skip


def test_rows_outside_leave_nothing_behind():
    file = results("Гимназия № 8", "СОШ № 3", "Гимназия № 8", place="г. Энск")
    whole = taken(file)
    assert whole.heard({"results": np.array([False, True, False])}).schools["name"].tolist() == ["Гимназия № 8"]
    kept = whole.heard({"results": np.array([True, False, True])})
    assert kept.schools["name"].tolist() == ["СОШ № 3"]
    assert kept.school_names["value"].tolist() == ["СОШ № 3"]
    assert rules(kept) == {"school_without_register": 1}
    nothing = whole.heard({"results": np.ones(3, dtype=bool)})
    assert nothing.schools.empty
    assert nothing.school_names.empty
    assert nothing.findings == []
