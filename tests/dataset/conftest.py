"""An empty workbench, and a few lines of invented register and results."""

import pytest

from shnor_lab import places
from shnor_lab.dataset import take_in

REGISTER = """Код школы;Школа;Муниципалитет;Вид школы
001;МБОУ СОШ № 1;Энский район;СОШ
002;МБОУ ООШ № 2;Энский район;ООШ
003;МБОУ СОШ № 3;Энский район;СОШ
"""
RESULTS = """Код школы;Год;Процедура;Участников;Ниже минимального порога;Средний результат
001;2022/23;ОГЭ, математика;20;5;3,5
002;2022/23;ОГЭ, математика;12;1;3,7
003;2022/23;ОГЭ, математика;9;0;4,1
"""
DOUBTFUL = "Школа;Муниципалитет;Год;Процедура;Участников\nСОШ № 1 имени Выдуманного;Энский район;2024;oge_ma;7\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return the root of an empty workbench."""
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "params" / "defaults.yaml").write_text("", encoding="utf-8")
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def deliver(home):
    """Return a function that writes a text file and returns its path."""

    def write(name, text, encoding="utf-8-sig"):
        path = home / "поставка" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def register(deliver):
    return deliver("школы.csv", REGISTER)


@pytest.fixture
def results(deliver):
    return deliver("результаты.csv", RESULTS)


@pytest.fixture
def taken(register, results):
    """Take both into the dataset «x»."""
    assert take_in([register, results], into="x").table["state"].tolist() == ["stored", "stored"]
