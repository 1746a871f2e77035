"""The pages as a reader sees them, in a real browser, from the disk and without a network."""

import shutil

import pytest

from shnor_lab.batch import run

from .batch import small_region

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FIGURE = """
import base64
from IPython.display import HTML, display
from matplotlib.figure import Figure
from io import BytesIO
drawn = Figure((3, 2)); drawn.subplots().plot([1, 2, 3]); kept = BytesIO(); drawn.savefig(kept, format="png")
display(HTML("<figure><img alt='три точки' src='data:image/png;base64,"
             + base64.b64encode(kept.getvalue()).decode() + "'></figure>"))
""".strip()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (.ci/run installs it)")
def test_a_reader_finds_a_municipality_and_sees_its_figures(tmp_path, monkeypatch):
    from playwright.sync_api import sync_playwright

    root = tmp_path / "папка с пробелом"
    monkeypatch.setenv("SHNOR_HOME", str(root))
    small_region.know(monkeypatch.setattr)
    small_region.make(root, middle=FIGURE)
    report = run.run(small_region.SmallStudy(), prepare=small_region.prepare, jobs=2)
    assert report.exit_code == 0

    complaints, asked = [], []
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(report.index.as_uri())
        assert tab.locator(".municipality:visible").count() == 4
        tab.get_by_label("Найти муниципалитет").fill("ЕЛКИ")
        assert tab.locator(".municipality:visible").count() == 1
        assert "1 из 4" in tab.locator("#found").inner_text()
        tab.locator(".municipality:visible").get_by_role("link", name="Проба пера").click()
        assert tab.title() == "Проба пера — Ёлкино"
        drawn = tab.evaluate("Array.from(document.images, image => [image.complete, image.naturalWidth, image.alt])")
        assert drawn == [[True, 300, "три точки"]]
        tab.get_by_role("link", name="Все страницы исследования").click()
        assert tab.title() == "Малая область"
        browser.close()
    assert complaints == []
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
