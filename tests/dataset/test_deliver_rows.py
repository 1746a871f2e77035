"""Rows that look wrong are told with their place: quarantine, mistyped years, schools without a name."""

import json

from shnor_lab.dataset import open_dataset, take_in
from tests.dataset.conftest import RESULTS
from tests.dataset.receipts import lines, rules, states


def test_broken_rows_go_to_quarantine_with_their_cells(register, deliver):
    rows = [f"00{school};{year};ОГЭ, математика;20;5;3,5" for school in (1, 2, 3) for year in range(2003, 2019)]
    file = deliver("много.csv", lines(*rows, "001;2023;ОГЭ, математика;20;25;3,5"))
    receipt = take_in([register, file], into="x")
    assert states(receipt) == ["stored", "stored"]
    assert rules(receipt, "row") == {"n_low_above_n"}
    (row,) = open_dataset("x").quarantine().to_dict("records")
    assert (row["file"], row["row"], row["table"], row["rule"]) == ("много.csv", 50, "results", "n_low_above_n")
    assert json.loads(row["values"])["n_low"] == 25
    assert len(open_dataset("x").table("results")) == 48


def test_above_five_per_cent_the_file_is_refused(register, deliver):
    rows = [f"00{school};{year};ОГЭ, математика;20;5;3,5" for school in (1, 2) for year in range(2001, 2020)]
    bad = [f"003;{year};ОГЭ, математика;20;25;3,5" for year in range(2001, 2020)]
    assert states(take_in([register, deliver("19.csv", lines(*rows, *bad))], into="x")) == ["stored", "stored"]
    receipt = take_in([deliver("20.csv", lines(*bad, *rows, "003;2020;ОГЭ, математика;1;2;3"))], into="x")
    assert states(receipt) == ["refused"]
    assert "too_many_bad_rows" in rules(receipt, "error")
    none = take_in([deliver("ни одной.csv", lines(*bad[:3]))], into="x")
    assert states(none) == ["refused"] and "too_many_bad_rows" in rules(none, "error")
    one = take_in(
        [deliver("один.csv", lines("003;2005;ОГЭ, математика;20;25;3,5", "003;2006;oge_ma;9;1;3,5"))], into="y"
    )
    assert "too_many_bad_rows" not in rules(one)


def test_a_mean_outside_a_verified_scale_refuses_the_file(register, deliver):
    receipt = take_in([register, deliver("баллы.csv", RESULTS.replace("3,7", "57"))], into="x")
    assert states(receipt) == ["stored", "refused"]
    assert rules(receipt, "error") == {"mean_out_of_scale"}


def of_years(**rows):
    """Return results with so many rows per year, a school each."""
    made = [f"{row + 1:03d};{year[1:]};ОГЭ, математика;20;5;3,5" for year, n in rows.items() for row in range(n)]
    return lines(*made)


def schools(n):
    return "Код школы;Школа;Муниципалитет;Вид школы\n" + "".join(
        f"{row + 1:03d};МБОУ СОШ № {row + 1};Энский район;СОШ\n" for row in range(n)
    )


def test_a_year_met_in_one_row_is_asked_about_with_its_row(deliver):
    receipt = take_in([deliver("школы.csv", schools(101)), deliver("годы.csv", of_years(y2024=101, y2025=1))], into="x")
    (note,) = receipt.findings[receipt.findings["rule"] == "year_alone"].to_dict("records")
    assert (note["level"], note["file"], note["count"], note["first_rows"]) == ("note", "годы.csv", 1, "103")
    assert note["message"].startswith("За 2025 год есть только 1 строка результатов, а за 2024 год строк 101")
    assert states(receipt) == ["stored", "stored"]


def test_the_question_about_a_year_goes_when_more_of_it_comes(deliver):
    take_in([deliver("школы.csv", schools(101)), deliver("годы.csv", of_years(y2024=101, y2025=1))], into="x")
    receipt = take_in([deliver("ещё.csv", of_years(y2025=60))], into="x")
    assert "year_alone" not in rules(receipt)
    assert "year_alone" not in set(open_dataset("x").findings()["rule"])


def test_a_year_far_from_the_others_is_asked_about_whatever_its_size(deliver):
    given = of_years(y2023=9, y2024=9, y2031=8)
    receipt = take_in([deliver("школы.csv", schools(9)), deliver("годы.csv", given)], into="x")
    (note,) = receipt.findings[receipt.findings["rule"] == "year_alone"].to_dict("records")
    assert note["message"].startswith("2031 год стоит отдельно, ближайший год с результатами — 2024")


def test_rows_without_code_and_name_are_named_and_kept(deliver, home):
    rows = [f"{row + 1:03d};2024;ОГЭ, математика;20;5;3,5" for row in range(60)]
    rows[20] = rows[21] = ";2024;ОГЭ, математика;20;5;3,5"
    receipt = take_in([deliver("школы.csv", schools(60)), deliver("пусто.csv", lines(*rows))], into="x")
    assert "school_unknown" not in rules(receipt)
    (found,) = receipt.findings[receipt.findings["level"] == "row"].to_dict("records")
    assert (found["rule"], found["first_rows"]) == ("unnamed_school", "22, 23")
    assert "строки 22, 23" in receipt.text and "объединена" in receipt.text
    outside = open_dataset("x").quarantine()
    assert outside[["row", "rule"]].values.tolist() == [[22, "unnamed_school"], [23, "unnamed_school"]]
    assert json.loads(outside["values"][0])["n"] == 20
    assert receipt.table["stored"].tolist() == [60, 58]
