"""Locks, environment.yml and the installer; nothing is downloaded here."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml

import shnor_lab

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(lock):
    """Return requirement line -> its hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    return {block.split(" \\")[0].split("\n")[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks}


def name(requirement):
    return re.split(r"[\s<>=~!;\[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_a_hash_and_no_host(lock):
    assert not re.search(r"://|--index|--find-links|@ ", (ROOT / lock).read_text(encoding="utf-8"))
    requirements = locked(lock)
    assert len(requirements) > 100
    assert [line for line, hashes in requirements.items() if not hashes or not re.match(r"[\w.-]+==\S+", line)] == []


def test_the_locks_hold_what_the_package_asks_for_and_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run, dev = ({line.split(" ;")[0] for line in locked(lock)} for lock in LOCKS)
    assert {name(line) for line in project["dependencies"]} <= {name(line) for line in run}
    asked = {name(line) for extra in project["optional-dependencies"].values() for line in extra}
    assert asked <= {name(line) for line in dev}
    assert run <= dev


def test_one_version_stands_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    released = re.findall(
        r"^## \[(\d.*?)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert cited["version"] == shnor_lab.__version__ == version
    assert released[0] == (version, str(cited["date-released"]))


def test_environment_yml_is_in_step():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == "shnor-lab"
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.lock"]}]


def test_pre_commit_strips_what_nbval_does_not_compare():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert any("nbstripout --keep-count" in hook["entry"] for hook in hooks)


def test_the_linters_know_the_whole_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert targets >= {"demo", "test", "check", "notebooks", "real", "bench", "validate", "lock"}
    called = set(re.findall(r"\$\(VENV\) ((?:tools|bench)/\w+\.py)", makefile))
    assert called
    assert [file for file in called if not (ROOT / file).is_file()] == []


@pytest.fixture
def installer(tmp_path, monkeypatch):
    """Return install.py loaded from a folder with a blank and Cyrillic letters, with pip replaced by a record."""
    folder = tmp_path / "папка лаборатории"
    folder.mkdir()
    for file in (*LOCKS, "pyproject.toml", "install.py"):
        shutil.copy(ROOT / file, folder)
    spec = spec_from_file_location("install", folder / "install.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.calls = []
    module.fail_at = None

    def make_venv():
        module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        module.PYTHON.touch()

    def pip(*arguments):
        module.calls.append(arguments)
        if module.fail_at == len(module.calls):
            raise module.Refusal("прервано")

    monkeypatch.setattr(module, "_make_venv", make_venv)
    monkeypatch.setattr(module, "_pip", pip)
    return module


def test_lock_and_package_are_two_calls_and_an_unchanged_install_is_none(installer):
    installer.install("demo", None)
    first, second = installer.calls
    assert first == ("install", "--require-hashes", "-r", "requirements.lock")
    assert second == ("install", "--no-deps", "--no-build-isolation", "-e", ".")
    installer.install("demo", None)
    assert len(installer.calls) == 2


def test_dev_holds_demo_but_not_the_other_way_round(installer):
    installer.install("dev", None)
    installer.install("demo", None)
    assert len(installer.calls) == 2
    (installer.VENV / ".dev").unlink()
    installer.install("dev", None)
    assert len(installer.calls) == 4


@pytest.mark.parametrize("step", [1, 2])
def test_a_killed_install_is_finished_by_the_next_call(installer, step):
    installer.install("demo", None)
    with (installer.ROOT / "pyproject.toml").open("a", encoding="utf-8") as lines:
        lines.write("\n# changed\n")
    installer.calls.clear()
    installer.fail_at = step
    with pytest.raises(installer.Refusal):
        installer.install("demo", None)
    assert not (installer.VENV / ".demo").exists()
    installer.fail_at = None
    installer.install("demo", None)
    assert len(installer.calls) == step + 2
    installer.install("demo", None)
    assert len(installer.calls) == step + 2


def test_offline_recipe_needs_a_folder_and_no_index(installer, tmp_path):
    with pytest.raises(installer.Refusal, match="нет"):
        installer.install("demo", tmp_path / "нет")
    installer.install("demo", tmp_path)
    assert all(call[-3:] == ("--no-index", "--find-links", str(tmp_path)) for call in installer.calls)


def test_a_python_without_ensurepip_is_told_in_words(installer, monkeypatch):
    said = "The virtual environment was not created successfully because ensurepip is not available."
    answer = subprocess.CompletedProcess([], 1, stdout=said, stderr="")
    spec = spec_from_file_location("again", installer.ROOT / "install.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.subprocess, "run", lambda *arguments, **options: answer)
    with pytest.raises(module.Refusal, match=r"apt install python3\.11-venv"):
        module._make_venv()


def test_another_python_is_refused_in_words(installer, monkeypatch):
    monkeypatch.setattr(installer.sys, "version_info", (3, 9, 1))
    with pytest.raises(installer.Refusal, match=r"3\.11"):
        installer.install("demo", None)


@pytest.mark.skipif(os.name != "posix", reason="bash")
def test_ci_run_is_executable_bash():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_help_of_the_installer_needs_no_library():
    helped = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "install.py", "--help"], capture_output=True, check=False
    )
    assert helped.returncode == 0
    assert "--wheels" in helped.stdout.decode("utf-8")
