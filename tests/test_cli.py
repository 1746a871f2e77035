import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab import cli, language
from shnor_lab.errors import DatasetError, ParamsError

from .batch import small_region


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("SHNOR_HOME", str(tmp_path))
    language.use("ru")
    return small_region.make(tmp_path)


def command(*arguments, **options):
    environment = {**os.environ, "PYTHONIOENCODING": "cp1251"}
    return subprocess.run(
        [sys.executable, "-m", "shnor_lab", *arguments], capture_output=True, env=environment, check=False, **options
    )


def test_help_is_russian_quick_and_loads_nothing_heavy():
    command("--help")
    began = time.monotonic()
    helped = command("--help")
    taken = time.monotonic() - began
    said = helped.stdout.decode("utf-8")
    assert helped.returncode == 0
    for word in ("вызов:", "команды", "показать эту справку", "принять присланные файлы"):
        assert word in said
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "shnor_lab", "--help"], capture_output=True, text=True, check=True
    ).stderr
    heavy = {"pandas", "numpy", "pydantic", "matplotlib", "nbformat", "papermill", "jinja2", "yaml"}
    assert heavy & {line.rsplit("|", 1)[-1].strip() for line in loaded.splitlines()} == set()
    assert taken < 3, "0.5 s is the aim on an idle machine; this bound only catches a heavy import"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "x.csv"], "не хватает: --into"),
        (["nothing"], "нет варианта 'nothing'"),
        (["run", "--limit", "ноль"], "нужно целое число от 1, а не ноль"),
        (["plan", "demo", "ещё"], "непонятно: ещё"),
    ],
)
def test_a_wrong_command_line_is_answered_in_russian(root, capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["run"], ["plan"], ["site"]])
def test_without_a_study_the_studies_are_listed(root, capsys, arguments):
    assert cli.main(arguments) == ParamsError.exit_code
    said = capsys.readouterr().err
    assert "tiny" in said
    assert "Traceback" not in said


def test_a_user_error_has_its_exit_code_and_no_traceback(root, capsys):
    assert cli.main(["check", "nowhere"]) == DatasetError.exit_code
    said = capsys.readouterr().err
    assert "nowhere" in said
    assert "Что сделать:" in said
    assert "Traceback" not in said


def test_a_defect_of_ours_is_one_sentence_and_a_clean_log(root, capsys, monkeypatch):
    from shnor_lab.commands import study

    def broken(asked):
        raise KeyError(str(root / "params"))

    monkeypatch.setattr(study, "plan", broken)
    assert cli.main(["plan", "tiny"]) == cli.UNFORESEEN
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "outputs/error.txt" in said
    log = (root / "outputs" / "error.txt").read_text(encoding="utf-8")
    assert "KeyError" in log
    assert str(root) not in log


def test_new_makes_a_params_file_that_opens(root, capsys, monkeypatch):
    from shnor_lab import dataset, params

    years = pd.DataFrame({"year": pd.array([2022, 2024, 2024, 2023], dtype="Int32")})
    given = SimpleNamespace(has=lambda table: table == "results", table=lambda table: years)
    monkeypatch.setattr(dataset, "open_dataset", lambda name: given)
    assert cli.main(["new", "область", "--dataset", "region", "--title", "Наша: область"]) == 0
    made = params.load("область")
    assert (made.dataset, made.title) == ("region", "Наша: область")
    assert made.list_edition.result_years == [2024, 2023]
    assert made.as_of.isoformat() == "2024-12-01"
    before = (root / "params" / "область.yaml").read_bytes()
    assert cli.main(["new", "область", "--dataset", "region"]) == ParamsError.exit_code
    assert (root / "params" / "область.yaml").read_bytes() == before
    assert cli.main(["new", "../x", "--dataset", "region"]) == ParamsError.exit_code


def test_new_refuses_a_dataset_without_results(root, monkeypatch, capsys):
    from shnor_lab import dataset

    monkeypatch.setattr(dataset, "open_dataset", lambda name: SimpleNamespace(has=lambda table: False))
    assert cli.main(["new", "x", "--dataset", "region"]) == DatasetError.exit_code
    assert not (root / "params" / "x.yaml").exists()


@pytest.fixture
def opened(root, monkeypatch):
    from shnor_lab import study
    from shnor_lab.batch import threads

    monkeypatch.setattr(study, "open", lambda name: small_region.SmallStudy(name))
    monkeypatch.setattr(study, "prepare", small_region.prepare)
    monkeypatch.setattr(threads, "limit", lambda jobs: jobs or 2)
    return root


def test_plan_prints_a_line_per_page(opened, capsys):
    assert cli.main(["plan", "tiny"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["berezovka/10_small", "Берёзовка"]
    assert lines[-1] == "В плане 5 страниц"


def test_run_passes_its_options_and_tells_the_outcome(opened, capsys):
    assert cli.main(["run", "tiny", "--only", "elkino", "--jobs", "1"]) == 0
    assert "Построено: 1, без изменений: 0" in capsys.readouterr().out
    record = json.loads((opened / "outputs" / "tiny" / "run.json").read_text(encoding="utf-8"))
    assert [page["municipality"] for page in record["notebooks"]] == ["elkino"]
    assert cli.main(["site", "tiny"]) == 0
    assert capsys.readouterr().out.strip() == "outputs/tiny/index.html"


def test_run_ends_with_one_when_a_page_failed(opened, capsys):
    small_region.make(opened, middle="raise ValueError")
    assert cli.main(["run", "tiny", "--only", "elkino"]) == 1


def test_demo_quick_is_one_municipality_and_prints_the_index(opened, capsys, monkeypatch):
    monkeypatch.setattr("shnor_lab.places.DEMO", "tiny")
    assert cli.main(["demo", "--quick"]) == 0
    assert str(opened / "outputs" / "tiny" / "index.html") in capsys.readouterr().out
    assert (opened / "outputs" / "tiny" / "berezovka").is_dir()
    assert not (opened / "outputs" / "tiny" / "elkino").exists()


def test_template_writes_forms(root, tmp_path, capsys):
    assert cli.main(["template", str(tmp_path / "формы")]) == 0
    assert list((tmp_path / "формы").glob("*.xlsx"))
    assert "форм" in capsys.readouterr().out


def test_import_match_check_go_together(root, capsys):
    file = root / "результаты.csv"
    file.write_text(
        "Муниципалитет;Школа;Год;Процедура;Участников;Получили «2»\n"
        "Берёзовский район;СОШ № 1;2024;ОГЭ, математика;20;5\n",
        encoding="utf-8",
    )
    assert cli.main(["import", str(file), "--into", "наш", "--dry-run"]) == 0
    assert "результаты.csv" in capsys.readouterr().out
    assert cli.main(["check", "наш"]) == DatasetError.exit_code
    capsys.readouterr()
    assert cli.main(["import", str(file), "--into", "наш"]) == 0
    capsys.readouterr()
    assert cli.main(["match", "наш"]) == 0
    assert "Открытых вопросов нет" in capsys.readouterr().out
    assert cli.main(["check", "наш"]) == 0


def test_forms_never_replace_forms_that_may_be_filled(tmp_path, capsys):
    assert cli.main(["template", str(tmp_path / "формы")]) == 0
    filled = tmp_path / "формы" / "Кадры.xlsx"
    filled.write_bytes(b"filled")
    assert cli.main(["template", str(tmp_path / "формы")]) == 11
    assert filled.read_bytes() == b"filled"
    assert cli.main(["template", str(filled)]) == 11
    assert "Traceback" not in capsys.readouterr().err
