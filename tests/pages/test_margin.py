"""Numbers of the sections ``margin`` and ``certainty`` against the region's frames, for both audiences."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from shnor_lab.pages.lab import Lab
from shnor_lab.present.remarks import worded
from shnor_lab.study.certainty import LOWER, certainty
from shnor_lab.study.identification import CELLS, answers, outside
from shnor_lab.study.margin import LIST_BY_SETTING, MARGINS, MOVES

from ..wording import forbidden


@pytest.fixture(scope="module")
def pages(labs):
    return [lab.identification for lab in labs]


def test_every_school_with_cells_has_its_margin_once(pages):
    found = MARGINS.of(pages[0].study)
    latest = found[found["scope"] == "latest"].set_index("school_id")
    shown = 0
    for page in pages:
        frame = page.margin().table.frame
        shown += len(frame)
        assert frame["school_id"].is_unique
        assert (frame["results"].fillna(-1) == latest.loc[frame["school_id"], "results"].fillna(-1).to_numpy()).all()
    assert shown == len(latest) == answers(pages[0].study)["school_id"].nunique()


def test_the_conclusion_names_those_near_the_border_and_the_number_of_one(pages):
    spoken = counted = 0
    for page in pages:
        section = page.margin()
        near = section.table.frame[(section.table.frame["results"] <= 2).fillna(False)]
        if len(near) > 3:
            counted += 1
            listed = near["listed"].fillna(False).astype(bool)
            groups = re.findall(r"отделяют от (включения|выхода)[^:]*: (\d+) школ\w* \((.*?)\)\.", section.conclusion)
            sizes = {"включения": int((~listed).sum()), "выхода": int(listed.sum())}
            assert {word: int(n) for word, n, _named in groups} == {word: n for word, n in sizes.items() if n}
            for word, _n, named in groups:
                own = set(near.loc[listed if word == "выхода" else ~listed, "name"])
                assert not any(name in named for name in set(near["name"]) - own)
        elif len(near):
            spoken += 1
            for row in near.itertuples():
                assert row.name in section.conclusion and worded(row.change) in section.conclusion
    assert spoken and counted


def test_more_freedom_never_asks_for_more_results(pages):
    for page in pages:
        frame = page.margin().table.frame.dropna(subset=["results"])
        assert (frame["results_all"] <= frame["results"]).all()


def test_certainty_shows_whom_an_answer_or_the_chance_speaks_of(pages):
    states = certainty(pages[0].study).set_index("school_id")
    for page in pages:
        frame = page.certainty().table.frame
        own = page.data.answers.set_index("school_id")
        told = own["official"].fillna(False) | own["listed"].fillna(True)
        of_100 = states[["p_low", "p_level"]].mul(20).add(0.5).floordiv(1).mul(5)
        wanted = {school for school in own.index if told[school] or (of_100.loc[school] >= LOWER).any()}
        assert set(frame["school_id"]) == wanted
        assert frame.loc[frame["certainty"] == "few", "chance"].isna().all()


def test_certainty_shows_the_level_beside_the_share_and_says_that_they_differ(pages):
    states, told = certainty(pages[0].study).set_index("school_id"), 0
    for page in pages:
        section = page.certainty()
        column = next(column for column in section.table.columns if column.name == "level")
        assert "в нижних 10" in column.title and "разные вопросы" in section.table.note
        assert ("На графике" in section.note) == (section.figure is not None)
        for row in section.table.frame.itertuples():
            few = states.loc[row.school_id, "certainty"] == "few"
            assert pd.isna(row.level) or (not few and row.level == states.loc[row.school_id, "p_level"])
            if not few and row.level >= 0.8 and row.p_low < 0.5:
                told += 1
                assert "По общему уровню" in section.conclusion
    assert told


def test_a_school_without_procedures_of_the_rule_has_no_answer_and_no_margin(pages):
    foreign, seen = set(outside(CELLS.of(pages[0].study))), 0
    for page in pages:
        table = page.margin().table
        printed = {column.name: column.printed(table.frame) for column in table.columns}
        for place, row in enumerate(table.frame.itertuples()):
            cells = [printed[name][place] for name in ("listed", "results", "nearest", "said_then", "results_all")]
            if row.school_id in foreign:
                seen += 1
                assert cells == ["не применимо", "не применимо", "—", "—", "не применимо"]
            else:
                assert "не применимо" not in cells
                assert (cells[1] == "не меняется") == (cells[3] == "—")
    assert seen


def test_chances_are_never_nought_or_a_hundred(pages):
    for page in pages[:3]:
        text = page.certainty().text()
        assert not re.search(r"данными — (?:примерно )?(?:0|100)\b", text)
        assert forbidden(text) == []


def test_the_sentence_of_a_listed_school_follows_its_certainty(pages):
    states = certainty(pages[0].study).set_index("school_id")["certainty"]
    seen = set()
    for page in pages:
        shown = page.reconcile().table
        frame = shown.frame if shown else page.data.answers.head(0)
        for row in frame[(frame["official"] & frame["listed"]).fillna(False)].itertuples():
            seen.add(states[row.school_id])
            assert ("Участников мало" in row.said) == (states[row.school_id] == "few")
            assert ("не различить" in row.said) == (states[row.school_id] == "unclear")
    assert {"few", "unclear"} <= seen


@pytest.fixture
def public(pages):
    """Return the pages for publication, on the results kept for internal work: the audience computes nothing."""
    study = pages[0].study
    for_all = replace(study, params=study.params.model_copy(update={"audience": "public"}))
    return [Lab(for_all, municipality=page.view.municipality, output="").identification for page in pages]


def test_a_page_for_publication_shows_totals_without_names(public):
    for page in public[:3]:
        for key in ("margin", "certainty"):
            section = getattr(page, key)()
            assert section.figure is None
            assert not any(name in section.text() for name in page.view.schools["name"])
            counts = section.table.frame.drop(columns=section.table.columns[0].name)
            assert int(counts.to_numpy().sum()) == len(page.view.schools)


def test_a_page_for_publication_says_nothing_of_chance_beside_a_name(public):
    said = [words for page in public if (shown := page.reconcile().table) for words in shown.frame["said"]]
    assert "Расчёт подтверждает включение." in said
    assert not any("мало" in words or "устойчиво" in words for words in said)


def test_moves_and_settings_are_kept_for_the_region(pages):
    study = pages[0].study
    moves, now = MOVES.of(study), answers(study).set_index("school_id")
    assert moves["school_id"].is_unique and len(moves)
    both = moves[moves["school_id"].isin(now.index)].set_index("school_id")
    assert both["now"].equals(now.loc[both.index, "listed"].rename("now"))
    own = LIST_BY_SETTING.of(study).query("chosen")
    assert (own["length"] == now["listed"].sum()).all()
