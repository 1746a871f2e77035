import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from shnor_lab.batch import engine, plan, publish, run, site

from . import small_region
from .small_region import SmallStudy

SUMMARY = (
    '{"title": "Ёлкино", "key_figures": [{"label": "По приказу", "value": "2 из 14"}], "sentences": [],'
    ' "tables": [{"key": "a", "title": "Причины <30>", "csv": "tables/a.csv", "xlsx": "tables/a.xlsx"},'
    ' {"key": "b", "title": "Ведомость", "csv": "", "xlsx": "tables/b.xlsx"}]}'
)


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.ids = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.found += [given[name] for name in ("href", "src") if name in given]
        self.ids += [given["id"]] if "id" in given else []


@pytest.fixture
def index(root, monkeypatch):
    def execute(notebook, parameters, **options):
        if parameters.get("municipality") == "sosnovka":
            return notebook, engine.Failure("failed", "ParamsError", "Беда", "Раздел")
        folder = root / parameters["output"] / "tables"
        folder.mkdir(parents=True)
        for name in ("a.csv", "a.xlsx", "b.xlsx"):
            (folder / name).write_text("1", encoding="utf-8")
        (folder.parent / "summary.json").write_text(SUMMARY, encoding="utf-8")
        return notebook, None

    monkeypatch.setattr(engine, "execute", execute)
    study = SmallStudy()
    report = run.run(study, prepare=small_region.prepare, jobs=1, only=["elkino", "sosnovka", "region"])
    return study, report.index


def test_every_link_leads_to_a_file_and_none_outside(index):
    _study, file = index
    links = Links(file.read_text(encoding="utf-8"))
    targets = [link for link in links.found if link != "data:,"]
    assert len(targets) >= 10
    assert [link for link in targets if not (file.parent / unquote(link)).is_file()] == []
    assert len(links.ids) == len(set(links.ids))


def test_states_figures_and_notice_are_shown(index):
    _study, file = index
    html = file.read_text(encoding="utf-8")
    for said in (
        "Малая область",
        "Вымышленный регион",
        "2 из 14",
        "Причины &lt;30&gt;",
        "ещё не построена",
        "failures.csv",
    ):
        assert said in html
    by_place = {name: block for block in html.split("<section") for name in re.findall(r"<h2>(.*?)</h2>", block)}
    assert list(by_place) == ["Регион в целом", "Берёзовка", "Вязы", "Ёлкино", "Сосновка"]
    assert "остановлена ошибкой" in by_place["Сосновка"]
    assert "готова" in by_place["Ёлкино"]
    assert "3 школы" in by_place["Ёлкино"]


def test_old_pages_are_marked_when_the_data_change(index):
    study, file = index
    study.data = "1" * 64
    marks = run.fingerprints(study, plan.whole(study.params, study.municipalities))
    with publish.alone("tiny"):
        site.build(study, marks)
    assert "устарела" in file.read_text(encoding="utf-8")


def test_the_index_is_the_same_when_written_again(index):
    study, file = index
    before = file.read_bytes()
    with publish.alone("tiny"):
        site.build(study, run.fingerprints(study, plan.whole(study.params, study.municipalities)))
    assert file.read_bytes() == before
