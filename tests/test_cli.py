import errno
import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lab import cli, language
from shnor_lab.errors import DatasetError, ParamsError, WriteError

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


def results_of(schools):
    """Return results of so many schools per year, two procedures each."""
    rows = [(year, f"s{place}") for year, count in schools.items() for place in range(count) for _ in range(2)]
    return pd.DataFrame(rows, columns=["year", "school_id"]).astype({"year": "Int32"})


def test_new_makes_a_params_file_that_opens(root, capsys, monkeypatch):
    from shnor_lab import dataset, params

    years = results_of({2022: 3, 2024: 2, 2023: 4})
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


@pytest.mark.parametrize(
    ("schools", "years", "said"),
    [
        ({2022: 9, 2023: 9, 2024: 8, 2031: 1}, [2024, 2023], "2031 (1 школа)"),
        ({2023: 9, 2024: 4}, [2023], "2024 (4 школы)"),
        ({2023: 8, 2024: 4}, [2024, 2023], "2024 (4 школы), 2023 (8 школ) — последние, за которые школ с результатами"),
    ],
)
def test_new_takes_years_in_which_most_schools_have_results_and_says_so(
    root, capsys, monkeypatch, schools, years, said
):
    from shnor_lab import dataset, params

    given = SimpleNamespace(has=lambda table: table == "results", table=lambda table: results_of(schools))
    monkeypatch.setattr(dataset, "open_dataset", lambda name: given)
    assert cli.main(["new", "x", "--dataset", "region"]) == 0
    edition = params.load("x").list_edition
    assert (edition.year, edition.result_years) == (years[0], years)
    assert said in capsys.readouterr().out


def test_new_names_no_list_where_there_are_no_results(root, monkeypatch, capsys):
    from shnor_lab import dataset, params

    monkeypatch.setattr(dataset, "open_dataset", lambda name: SimpleNamespace(has=lambda table: False))
    assert cli.main(["new", "x", "--dataset", "region"]) == 0
    assert params.load("x").list_edition is None
    assert "ещё нет результатов" in capsys.readouterr().out


@pytest.fixture
def opened(root, monkeypatch):
    from shnor_lab import study, threads

    monkeypatch.setattr(study, "open", lambda name: small_region.SmallStudy(name))
    monkeypatch.setattr(study, "prepare", lambda opened, needed, *, known: small_region.prepare(opened, needed))
    small_region.know(monkeypatch.setattr)
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


def test_commands_do_not_stumble_over_what_became_of_the_outputs(opened, monkeypatch):
    monkeypatch.setattr("shnor_lab.study.open", lambda name: small_region.SmallStudy(name, codes=["elkino"]))
    assert cli.main(["run", "tiny"]) == 0
    whole = small_region.files(opened)
    for file in sorted((opened / "outputs" / "tiny").rglob("*")):
        if file.is_file() and file.name != ".lock":
            file.write_bytes(b"\x00\xff")
    for command in ("plan", "site", "run", "plan", "site"):
        assert cli.main([command, "tiny"]) == 0
    assert small_region.files(opened).keys() == whole.keys()
    assert small_region.files(opened)["elkino/10_small.html"] == whole["elkino/10_small.html"]


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


RESULTS = (
    "Муниципалитет;Школа;Год;Процедура;Участников;Получили «2»\n"
    "Берёзовский район;СОШ № 1;2024;ОГЭ, математика;20;25\n"
    "Берёзовский район;СОШ № 2;2024;ОГЭ, математика;20;5\n"
)


@pytest.fixture
def remarked(root):
    """Return a workbench with the dataset «наш», which has a remark."""
    (root / "результаты.csv").write_text(RESULTS, encoding="utf-8")
    assert cli.main(["import", str(root / "результаты.csv"), "--into", "наш"]) == 0
    return root


def refused(arguments, capsys, said):
    capsys.readouterr()
    assert cli.main(arguments) == WriteError.exit_code
    shown = capsys.readouterr().err
    assert said in shown and "Что сделать:" in shown
    assert "в программе" not in shown.lower()


def test_a_workbook_that_cannot_be_written_is_told_in_words(remarked, capsys):
    (remarked / "outputs" / "findings_наш.xlsx").mkdir(parents=True)
    refused(["check", "наш"], capsys, "Не удаётся записать findings_наш.xlsx")


def test_outputs_that_cannot_be_written_are_told_in_words(opened, capsys):
    (opened / "outputs").write_text("a file in place of the folder", encoding="utf-8")
    for arguments in (["run", "tiny", "--force"], ["site", "tiny"]):
        refused(arguments, capsys, "Не удаётся записать")


def test_a_list_of_errors_open_in_excel_is_told_in_words(opened, capsys, monkeypatch):
    replace = os.replace

    def held(begun, final):
        if str(final).endswith("index.html"):
            raise PermissionError(13, "denied", str(final))
        replace(begun, final)

    monkeypatch.setattr(os, "replace", held)
    refused(["site", "tiny"], capsys, "Не удаётся записать index.html: файл открыт в другой программе")


@pytest.mark.parametrize(
    ("number", "said"), [(errno.EACCES, "Нет доступа к x.parquet"), (errno.ENOSPC, "На диске не осталось места")]
)
def test_what_the_system_refuses_anywhere_is_no_defect_of_ours(root, capsys, monkeypatch, number, said):
    from shnor_lab.commands import study

    def broken(asked):
        raise OSError(number, "reason", str(root / "x.parquet"))

    monkeypatch.setattr(study, "plan", broken)
    refused(["plan", "tiny"], capsys, said)


def test_an_import_does_not_change_the_data_of_a_run(opened, monkeypatch, capsys):
    file = opened / "результаты.csv"
    file.write_text(RESULTS, encoding="utf-8")
    assert cli.main(["import", str(file), "--into", "tiny"]) == 0
    codes = []

    def prepare(study, needed, *, known):
        codes.extend(cli.main(["import", str(file), "--into", "tiny", *also]) for also in ([], ["--dry-run"]))
        return {}

    monkeypatch.setattr("shnor_lab.study.prepare", prepare)
    assert cli.main(["run", "tiny", "--only", "elkino"]) == 0
    assert codes == [DatasetError.exit_code, 0]
    assert "идёт расчёт исследования «tiny»" in capsys.readouterr().err
    assert cli.main(["import", str(file), "--into", "tiny"]) == 0


def test_what_was_taken_is_taken_back_and_damage_is_mended(root, tmp_path, capsys):
    folder = tmp_path / "присланное"
    folder.mkdir()
    head = "Код школы;Школа;Муниципалитет;Вид школы\n"
    (folder / "школы.csv").write_text(head + "001;СОШ № 1;Энский район;СОШ\n", encoding="utf-8")
    (folder / "ещё.csv").write_text(head + "002;СОШ № 2;Энский район;СОШ\n", encoding="utf-8")
    for name in ("школы.csv", "ещё.csv"):
        assert cli.main(["import", str(folder / name), "--into", "region"]) == 0
    assert cli.main(["forget", "region", "нет.csv"]) == DatasetError.exit_code
    assert "d0002 ещё.csv" in capsys.readouterr().err
    schools = root / "data/datasets/region/schools.parquet"
    both = schools.read_bytes()
    assert cli.main(["forget", "region", "ещё.csv"]) == 0
    assert "Файл отозван: ещё.csv" in capsys.readouterr().out and schools.read_bytes() != both
    assert cli.main(["undo", "region"]) == 0
    assert "в нём 2 принятых файла" in capsys.readouterr().out and schools.read_bytes() == both
    schools.write_bytes(both[:50])
    assert cli.main(["check", "region"]) == DatasetError.exit_code
    assert "shnor-lab repair region" in capsys.readouterr().err
    assert cli.main(["repair", "region"]) == 0
    assert "собраны заново" in capsys.readouterr().out and schools.read_bytes() == both
    for verb in ("forget", "undo", "repair"):
        assert cli.main([verb, "demo", *(["x"] if verb == "forget" else [])]) == DatasetError.exit_code
