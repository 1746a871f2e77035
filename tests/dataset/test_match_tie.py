import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab import language
from shnor_lab.dataset.match import tie
from shnor_lab.dataset.match.answers import school_question
from shnor_lab.dataset.match.references import Reference
from shnor_lab.dataset.schema import TABLES

ANSWERS = pd.DataFrame({"question_id": [], "answer": []}, dtype="str")
DISTRICT = "Ясноборский район"


def rows(**columns):
    return pd.DataFrame(columns)


def taken(tables, before=None, answers=ANSWERS):
    schools = before.schools if before else TABLES["schools"].empty()
    names = before.school_names if before else TABLES["school_names"].empty()
    return tie(tables, schools=schools, school_names=names, answers=answers, file="файл.xlsx")


def register(names, **columns):
    return taken({"schools": rows(name=names, municipality=[DISTRICT] * len(names), **columns)})


def tied(result, table="results"):
    return ["" if pd.isna(school) else school for school in result.tables[table]["school_id"]]


def rules(result):
    return {finding.rule: finding.count for finding in result.findings}


@pytest.fixture
def known():
    return register(
        ["МБОУ «СОШ № 3»", "ООШ с. Тихое", "СОШ № 5"],
        ref_code=["0101", "0102", "0103"],
        ref_fis=["edu000001", None, None],
    )


def test_register_makes_schools(known):
    assert known.schools["school_id"].tolist() == [
        "iasnoborskii-raion-oosh-s-tikhoe", "iasnoborskii-raion-sosh-3", "iasnoborskii-raion-sosh-5",
    ]  # fmt: skip
    assert known.new_schools == 3
    assert known.schools["municipality_id"].unique().tolist() == ["iasnoborskii-raion"]
    assert known.schools["type"].tolist() == ["basic", "secondary", "secondary"]
    TABLES["schools"].schema.validate(known.schools)
    TABLES["school_names"].schema.validate(known.school_names)


def test_register_again_changes_nothing(known):
    again = taken({"schools": rows(name=["СОШ № 3"], municipality=["Ясноборский р-н"], ref_code=["0101"])}, known)
    assert again.new_schools == 0
    assert again.schools["school_id"].tolist() == known.schools["school_id"].tolist()
    assert again.schools["municipality"].unique().tolist() == [DISTRICT]


@pytest.mark.parametrize(
    "reference",
    [
        {"ref_code": "0101"},
        {"ref_fis": "edu000001"},
        {"ref_code": "edu000001"},
        {"ref_code": "iasnoborskii-raion-sosh-3"},
        {"ref_name": "сош №3", "ref_municipality": "ясноборский р-н"},
        {"ref_name": "Муниципальное учреждение «Средняя общеобразовательная школа N 3»", "ref_municipality": DISTRICT},
        {"ref_name": "СОШ № 3"},
        {"ref_code": "0101", "ref_name": "СОШ № 3", "ref_municipality": DISTRICT},
        {"school_id": "iasnoborskii-raion-sosh-3"},
    ],
)  # fmt: skip
def test_ties(known, reference):
    result = taken({"results": rows(**{name: [value] for name, value in reference.items()}, n=[1])}, known)
    assert tied(result) == ["iasnoborskii-raion-sosh-3"]
    assert len(result.questions) == 0
    assert result.new_schools == 0
    assert result.tables["results"]["n"].tolist() == [1]


@given(number=st.integers(1, 99), other=st.integers(1, 99))
@settings(max_examples=20, deadline=None)
def test_another_number_is_never_the_same_school(number, other):
    known = register([f"СОШ № {number}"])
    result = taken({"results": rows(ref_name=[f"МБОУ СОШ №{other}"], ref_municipality=[DISTRICT])}, known)
    assert (tied(result)[0] == known.schools["school_id"][0]) == (number == other)


def test_the_first_file_of_all_makes_schools_and_says_so():
    result = taken({"results": rows(ref_name=["Гимназия № 8"], ref_municipality=["г. Энск"])})
    assert tied(result) == ["ensk-gimnaziia-8"]
    assert result.invented == {"ensk-gimnaziia-8"}
    assert rules(result) == {"school_without_register": 1}
    made = result.schools.set_index("school_id").loc["ensk-gimnaziia-8"]
    assert made["specialised"] and pd.isna(made["type"])


@pytest.mark.parametrize(
    ("reference", "candidate"),
    [
        ({"ref_name": "СОШ № 3 им. Вымышленного", "ref_municipality": DISTRICT}, "iasnoborskii-raion-sosh-3"),
        ({"ref_name": "Школа № 5", "ref_municipality": DISTRICT}, "iasnoborskii-raion-sosh-5"),
        ({"ref_name": "ООШ с. Тихоее", "ref_municipality": DISTRICT}, "iasnoborskii-raion-oosh-s-tikhoe"),
        ({"ref_name": "СОШ № 5", "ref_municipality": "Ясноборскй район"}, "iasnoborskii-raion"),
        ({"ref_name": "СОШ № 5", "ref_municipality": DISTRICT, "ref_code": "9"}, "iasnoborskii-raion-sosh-5"),
        (
            {"ref_code": "0101", "ref_name": "СОШ № 9", "ref_municipality": DISTRICT},
            "iasnoborskii-raion-sosh-3",
        ),
    ],
)
def test_doubt_is_a_question(known, reference, candidate):
    result = taken({"results": rows(**{name: [value] * 2 for name, value in reference.items()})}, known)
    assert tied(result) == ["", ""]
    assert result.questions["school_id"].tolist() == [candidate]
    assert result.questions["rows"].tolist() == [2]
    assert rules(result) == {"school_question": 2}
    assert result.new_schools == 0


def test_code_and_name_that_contradict_are_asked_about(known):
    reference = rows(ref_code=["0101"], ref_name=["СОШ № 5"], ref_municipality=[DISTRICT])
    result = taken({"results": reference}, known)
    assert result.questions["school_id"].tolist() == ["iasnoborskii-raion-sosh-3; iasnoborskii-raion-sosh-5"]
    codes = rows(ref_code=["0101"], ref_fis=["edu000002"])
    both = taken(
        {"schools": rows(name=["СОШ № 5"], municipality=[DISTRICT], ref_code=["0103"], ref_fis=["edu000002"])},
        known,
    )
    assert taken({"results": codes}, both).questions["school_id"].str.count(";").tolist() == [1]


def test_same_name_twice_in_a_municipality(known):
    twins = taken({"schools": rows(name=["СОШ № 7"] * 2, municipality=[DISTRICT] * 2, ref_code=["b", "a"])}, known)
    assert tied(twins, "schools") == ["iasnoborskii-raion-sosh-7-2", "iasnoborskii-raion-sosh-7"]
    result = taken({"results": rows(ref_name=["СОШ № 7"], ref_municipality=[DISTRICT])}, twins)
    assert result.questions["school_name"].tolist() == ["СОШ № 7; СОШ № 7"]
    assert tied(result) == [""]
    assert tied(taken({"results": rows(ref_code=["b"])}, twins)) == ["iasnoborskii-raion-sosh-7-2"]


@pytest.mark.parametrize(
    ("answer", "school"),
    [
        ("same:iasnoborskii-raion-sosh-5", "iasnoborskii-raion-sosh-5"),
        ("same:nowhere", None),
        ("yes", "iasnoborskii-raion-sosh-3"),
        ("no", ""),
        ("not", ""),
        ("new", "iasnoborskii-raion-sosh-3-2"),
    ],
)
@pytest.mark.parametrize("asked_by_school", [False, True])
def test_answer_is_kept(known, answer, school, asked_by_school):
    file = {"results": rows(ref_name=["СОШ № 3 им. Вымышленного"], ref_municipality=[DISTRICT])}
    asked = taken(file, known).questions["question_id"].tolist()
    if asked_by_school:
        if answer not in ("yes", "no", "new"):
            return
        reference = Reference(name="СОШ № 3 им. Вымышленного", municipality=DISTRICT)
        asked = [school_question(reference, "iasnoborskii-raion-sosh-3")]
    answers = pd.DataFrame({"question_id": asked, "answer": [answer]})
    result = taken(file, known, answers)
    assert tied(result) == [school or ""]
    assert len(result.questions) == (school is None)
    other_spelling = {
        "results": rows(ref_name=["МБОУ «СОШ №3» имени Вымышленного"], ref_municipality=["Ясноборский р-н"])
    }
    assert tied(taken(other_spelling, result, answers)) == [school or ""]
    if school:
        assert tied(taken(other_spelling, result)) == [school]


def test_code_of_an_unknown_school_waits(known):
    result = taken({"results": rows(ref_code=["777", "0101", None])}, known)
    assert tied(result) == ["", "iasnoborskii-raion-sosh-3", ""]
    assert rules(result)["school_unknown"] == 1
    assert rules(taken({"results": rows(school_id=["nowhere"])}, known)) == {"school_id_unknown": 1}


def test_renamed_school_keeps_its_code(known):
    renamed = taken({"schools": rows(name=["Лицей № 3"], municipality=[DISTRICT], ref_code=["0101"])}, known)
    assert rules(renamed) == {"school_renamed": 1}
    assert renamed.schools.set_index("school_id").loc["iasnoborskii-raion-sosh-3", "name"] == "Лицей № 3"
    for name in ("СОШ № 3", "Лицей № 3"):
        result = taken({"results": rows(ref_name=[name], ref_municipality=[DISTRICT])}, renamed)
        assert tied(result) == ["iasnoborskii-raion-sosh-3"]


def test_new_spelling_with_a_known_code_is_remembered(known):
    result = taken(
        {"results": rows(ref_code=["0102"], ref_name=["Тиховская школа"], ref_municipality=[DISTRICT])}, known
    )
    assert rules(result) == {"school_new_name": 1}
    again = taken({"results": rows(ref_name=["Тиховская школа"], ref_municipality=[DISTRICT])}, result)
    assert tied(again) == ["iasnoborskii-raion-oosh-s-tikhoe"]


def test_code_from_another_municipality_is_noted(known):
    elsewhere = taken({"schools": rows(name=["Лицей № 1"], municipality=["г. Энск"])}, known)
    moved = rows(ref_code=["0101"], ref_name=["СОШ № 3"], ref_municipality=["Энск"])
    result = taken({"results": moved}, elsewhere)
    assert tied(result) == ["iasnoborskii-raion-sosh-3"]
    assert rules(result) == {"school_other_municipality": 1}


def test_a_place_that_came_with_a_code_is_remembered_with_the_name(known):
    elsewhere = taken({"schools": rows(name=["Лицей № 1"], municipality=["г. Энск"])}, known)
    coded = rows(ref_code=["0101"], ref_name=["СОШ № 3"], ref_municipality=["Энск"])
    result = taken({"results": coded}, elsewhere)
    bare = {"results": rows(ref_name=["МБОУ «СОШ №3»"] * 2, ref_municipality=["г. Энск", DISTRICT])}
    assert tied(taken(bare, result)) == ["iasnoborskii-raion-sosh-3"] * 2
    assert tied(taken(bare, elsewhere)) == ["", "iasnoborskii-raion-sosh-3"]
    assert len(taken({"results": coded}, result).school_names) == len(result.school_names)


def test_the_question_says_when_only_one_school_has_the_number(known):
    lonely = taken({"results": rows(ref_name=["Школа № 5"], ref_municipality=[DISTRICT])}, known)
    assert lonely.questions["why"].str.contains("с этим номером только эта").all()
    twice = register(["СОШ № 5", "Гимназия № 5"], ref_code=["1", "2"])
    asked = taken({"results": rows(ref_name=["Школа № 5"], ref_municipality=[DISTRICT])}, twice).questions
    assert asked["school_id"].tolist() == ["iasnoborskii-raion-gimnaziia-5; iasnoborskii-raion-sosh-5"]
    assert not asked["why"].str.contains("с этим номером только эта").any()


def test_relations_by_code_and_name(known):
    result = taken(
        {
            "schools": rows(
                name=["Филиал СОШ № 3 в д. Дальнее", "СОШ № 11"], municipality=[DISTRICT] * 2,
                parent=["0101", None], predecessor=[None, "ООШ с.Тихое"],
            )
        },
        known,
    )  # fmt: skip
    schools = result.schools.set_index("school_id")
    assert schools["parent"].dropna().tolist() == ["iasnoborskii-raion-sosh-3"]
    assert schools.loc["iasnoborskii-raion-sosh-11", "predecessor"] == "iasnoborskii-raion-oosh-s-tikhoe"
    lost = taken({"schools": rows(name=["СОШ № 12"], municipality=[DISTRICT], parent=["нет такой"])}, known)
    assert rules(lost)["school_relation_unknown"] == 1


def test_register_after_results_asks_about_likeness():
    first = taken({"results": rows(ref_name=["СОШ № 3"], ref_municipality=[DISTRICT])})
    later = taken({"schools": rows(name=["СОШ № 3 с. Ясное"], municipality=[DISTRICT], ref_code=["5"])}, first)
    assert tied(later, "schools") == [""]
    assert later.questions["school_id"].tolist() == ["iasnoborskii-raion-sosh-3"]


def test_names_of_the_delivery_are_used_at_once(known):
    names = rows(
        scheme=["name", "ogrn"],
        value=["Школа у реки", "1020000000000"],
        ref_code=["0103"] * 2,
        valid_to=[2020, None],
    )
    results = rows(ref_name=["Школа у реки", None], ref_ogrn=[None, "1020000000000"], ref_municipality=[DISTRICT, None])
    result = taken({"results": results, "school_names": names}, known)
    assert tied(result) == ["iasnoborskii-raion-sosh-5"] * 2
    assert result.school_names.set_index("value").loc["Школа у реки", "valid_to"] == 2020


def test_school_years_get_their_municipality(known):
    result = taken({"school_years": rows(ref_code=["0101", "9"], year=[2023, 2023])}, known)
    assert result.tables["school_years"]["municipality_id"].fillna("").tolist() == ["iasnoborskii-raion", ""]


def test_municipalities_whose_names_lose_their_difference_in_latin_letters_get_two_codes():
    result = taken({"schools": rows(name=["СОШ № 1"] * 2, municipality=["Ясный", "Ясныи"])})
    first, second = sorted(result.schools["municipality_id"])
    assert first == "iasnyi" and second.startswith("iasnyi-")


def test_row_order_changes_nothing_and_input_stays(known):
    random = np.random.default_rng(0)
    names = [f"{kind} № {number}" for kind in ("СОШ", "Гимназия", "Школа") for number in range(1, 9)]
    table = rows(ref_name=names, ref_municipality=[DISTRICT] * len(names), n=range(len(names)))
    copy = table.copy(deep=True)
    shuffled = table.iloc[random.permutation(len(table))]
    one, other = taken({"results": table}, known), taken({"results": shuffled}, known)
    pd.testing.assert_frame_equal(table, copy)
    pd.testing.assert_frame_equal(one.schools, other.schools)
    pd.testing.assert_frame_equal(one.school_names, other.school_names)
    pd.testing.assert_frame_equal(one.questions, other.questions)
    pd.testing.assert_series_equal(
        one.tables["results"]["school_id"].astype("str"),
        other.tables["results"]["school_id"].astype("str").sort_index(),
    )


def test_many_rows_of_few_schools(known):
    codes = pd.Categorical(["0101", "0102", None] * 100_000)
    result = taken(
        {"results": rows(ref_code=codes, ref_name=pd.Categorical([None, "ООШ с.Тихое", None] * 100_000))},
        known,
    )
    assert result.tables["results"]["school_id"].value_counts().to_dict() == {
        "iasnoborskii-raion-sosh-3": 100_000, "iasnoborskii-raion-oosh-s-tikhoe": 100_000,
    }  # fmt: skip


def test_notes_are_in_russian(known):
    language.use("ru")
    unknown = {"results": rows(ref_name=["СОШ № 21", "СОШ № 22"], ref_municipality=[DISTRICT] * 2)}
    assert taken(unknown, known).findings[0].message == "2 вопроса о школах, строки ждут ответов"
    (told,) = taken(unknown).findings
    assert told.message == "списка школ нет: 2 школы взяты из этого файла так, как в нём названы"
