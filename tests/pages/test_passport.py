"""The passport of the data: a choice is no absence, silence is no zero, and a sentence says of whom it speaks."""

import pandas as pd


def test_exams_by_choice_are_not_said_to_be_missed(lab):
    section = lab.passport.participation()
    frame = section.table.frame
    shares = (frame["k_2024"] / frame["n_2024"]).astype("float64")
    fewest = frame.loc[shares.idxmin(), "procedure"]
    assert "математика (" in fewest and fewest not in section.conclusion
    assert section.conclusion.startswith(
        "Из процедур, которые проходят все, в 2023/24 уч. г. меньше всего участвовали:"
    )
    assert "Участники выбирают экзамен сами" in section.text() or "Экзамен выбирают сами участники" in section.text()


def test_nothing_delivered_is_never_printed_as_zero_of_so_many(lab):
    lab.passport.data.__dict__["by_year"] = lab.passport.data.by_year.assign(
        arrived=lambda rows: rows["arrived"].where(rows["procedure"] != "oge_ma", 0),
        state=lambda rows: rows["state"].where(rows["procedure"] != "oge_ma", "not_delivered"),
    )
    try:
        text = lab.passport.coverage().table.text()
    finally:
        del lab.passport.data.__dict__["by_year"]
    row = next(line for line in text.splitlines() if line.startswith("ОГЭ, математика"))
    assert "не поступило" in row and "0 из" not in row


def test_sizes_say_how_many_schools_are_not_in_them(lab):
    cells = lab.passport.data.placed_cells
    own = cells["school_id"].isin(lab.passport.view.schools["school_id"]) & (cells["year"] == 2024)
    held = cells[own & (cells["n"].fillna(0) > 0)]
    silent = held["school_id"].iloc[0]
    lab.passport.data.__dict__["placed_cells"] = cells.assign(n=cells["n"].mask(cells["school_id"] == silent, pd.NA))
    try:
        section = lab.passport.sizes()
    finally:
        del lab.passport.data.__dict__["placed_cells"]
    assert section.note == "Число участников за этот год не поступило: 1 школа."
    assert lab.passport.sizes().note == ""


def test_rows_that_wait_for_their_school_are_told_from_broken_ones(lab):
    quarantine = lab.study.dataset.quarantine()
    waiting = int((quarantine["rule"] == "school_not_tied").sum())
    assert 0 < waiting < len(quarantine)
    assert (
        f"отложено: {len(quarantine)} строк, из них ждут ответа о школе: {waiting}."
        in lab.passport.findings().conclusion
    )
