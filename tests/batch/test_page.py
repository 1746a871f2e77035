import re

import nbformat
from nbformat.v4 import new_output

from shnor_lab.batch import engine, page, plan

from .small_region import notebook

ITEM = plan.Item("elkino", "Ёлкино", "10_small")
OUTPUTS = [
    new_output("execute_result", {"text/html": "<b>вывод</b>", "text/plain": "запасной"}, execution_count=1),
    new_output("display_data", {"image/png": "iVBORw0KGgo="}, metadata={"image/png": {"alt": "три точки"}}),
    new_output("stream", name="stdout", text="строка <i>"),
    new_output("error", ename="KeyError", evalue="x", traceback=["Traceback: секрет"]),
]


def made():
    given = nbformat.from_dict(notebook("## Раздел", "секретный_код()"))
    given.cells[-1].outputs = [nbformat.from_dict(output) for output in OUTPUTS]
    return page.executed(given, ITEM)


def test_results_are_shown_and_code_is_not(root):
    html = made()
    assert "<b>вывод</b>" in html
    assert "запасной" not in html
    assert 'alt="три точки"' in html
    assert "строка &lt;i&gt;" in html
    for hidden in ("секретный_код", "municipality", "Traceback", "In [", "In&nbsp;["):
        assert hidden not in html


def test_a_page_needs_no_network_and_says_its_language(root):
    html = made()
    assert '<html lang="ru">' in html
    assert "<title>Проба пера — Ёлкино</title>" in html
    assert not re.search(r"https?://|src=[\"']//|<script", html)


def test_a_page_of_an_error_escapes_what_it_quotes(root):
    failure = engine.Failure("failed", "ParamsError", "Порог <30>\nЧто сделать: исправить", "Раздел")
    html = page.failed(ITEM, failure, copy="10_small.failed.ipynb", notice="Вымышленный регион")
    assert "Порог &lt;30&gt;" in html
    assert '<p>Сохранённая копия тетради: <a href="10_small.failed.ipynb">' in html
    assert html.count("Вымышленный регион") == 1
    assert "Вымышленный регион" not in page.failed(ITEM, failure, copy="", notice="")
