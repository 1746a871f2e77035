"""A language costs no computing: what a study keeps is the same in every language, and only its words differ."""

import io

import pandas as pd
import pytest

from shnor_lab import language, places
from shnor_lab import study as studies
from shnor_lab.pages.words import said
from shnor_lab.study import fitness, identification, margin, reconcile

RESULTS = {
    "decisions": identification.DECISIONS,
    "moves": margin.MOVES,
    "margins": margin.MARGINS,
    "unanswered": identification.UNANSWERED,
    "reconciled": reconcile.RECONCILED,
    "actions": reconcile.ACTIONS,
}
REMARKS = {
    "decisions": ["reason"],
    "moves": ["detail"],
    "margins": ["change"],
    "unanswered": ["missing"],
    "reconciled": ["options", "reason"],
    "fitness": ["lacking"],
}
NAMES_SCHOOLS = ("listed", "level_union")
"""Rules whose reasons hold the acts of orders, which are printed as they are."""


def kept(root) -> dict[str, pd.DataFrame]:
    """Return what the study of a root keeps of the region, computed in the language of its params file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(root))
        study = studies.open("small")
        return {name: result.of(study) for name, result in RESULTS.items()} | {"fitness": fitness.fitness(study)}


@pytest.fixture(scope="module")
def in_both(small_root, tmp_path_factory):
    english = tmp_path_factory.mktemp("english")
    for name in ("data", "notebooks", "requirements.lock"):
        (english / name).symlink_to(small_root / name)
    (english / "params").mkdir()
    for file in (small_root / "params").glob("*.yaml"):
        (english / "params" / file.name).write_bytes(file.read_bytes())
    with (english / "params" / "small.yaml").open("a", encoding="utf-8") as params:
        params.write("\nlanguage: en\n")
    found = {"ru": kept(small_root), "en": kept(english)}
    assert language.current() == "en"
    return found


def written(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


@pytest.mark.parametrize("name", [*RESULTS, "fitness"])
def test_every_language_keeps_the_same_bytes(in_both, name):
    assert len(in_both["ru"][name]) and written(in_both["ru"][name]) == written(in_both["en"][name])


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, columns in REMARKS.items() for column in columns]
)
def test_what_is_kept_holds_no_words_of_a_language_and_is_put_into_both(in_both, name, column):
    frame = in_both["ru"][name]
    if "rule" in frame:
        frame = frame[~frame["rule"].isin(NAMES_SCHOOLS)]
    texts = [text for text in dict.fromkeys(frame[column]) if text]
    assert texts and not any(map(russian, texts))
    language.use("en")
    assert not any(russian(said(text)) for text in texts)
    language.use("ru")
    assert all(russian(said(text)) for text in texts)


def russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.lower())
