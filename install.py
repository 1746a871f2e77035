"""Ставит лабораторию в папку .venv рядом с этим файлом; повторный запуск доделывает прерванное.

    python install.py                    то, что нужно для работы
    python install.py dev                то же и средства проверки
    python install.py --wheels ПАПКА     без сети, из заранее скачанных пакетов

Needs nothing but Python 3.11-3.13; the messages are Russian because whoever reads them has not met the program yet.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCKS = {"demo": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST, NEWEST = (3, 11), (3, 13)
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class Refusal(Exception):
    """Something the user has to mend."""


def main() -> int:
    """Install what is asked for; return 0, or 1 after a message."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    asked = argparse.ArgumentParser(description="Установка лаборатории в папку .venv")
    kinds = "demo — для работы, dev — с проверками"
    asked.add_argument("kind", nargs="?", choices=sorted(LOCKS), default="demo", help=kinds)
    asked.add_argument("--wheels", metavar="ПАПКА", type=Path, help="ставить без сети, из папки с пакетами")
    options = asked.parse_args()
    try:
        install(options.kind, options.wheels)
    except Refusal as refusal:
        print(f"Установка не завершена. {refusal}", file=sys.stderr)
        return 1
    return 0


def install(kind: str, wheels: Path | None) -> None:
    """Bring ``.venv`` up to date; stamps are written last, so a killed installation is finished by the next."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise Refusal(f"Нужен Python 3.11, 3.12 или 3.13, а запущен {platform.python_version()}.")
    stamps = {name: stamp(name) for name in (("demo", "dev") if kind == "dev" else ("demo",))}
    if all(_stamped(name) == mark for name, mark in stamps.items()):
        return
    if wheels is not None and not wheels.is_dir():
        raise Refusal(f"Нет папки {wheels}.")
    for name in LOCKS:
        (VENV / f".{name}").unlink(missing_ok=True)
    _make_venv()
    source = ["--no-index", "--find-links", str(wheels.resolve())] if wheels else []
    print(f"Установка библиотек из {LOCKS[kind]}: несколько минут, около 1 ГБ на диске.", flush=True)
    _pip("install", "--require-hashes", "-r", LOCKS[kind], *source)
    _pip("install", "--no-deps", "--no-build-isolation", "-e", ".", *source)
    for name, mark in stamps.items():
        (VENV / f".{name}").write_text(mark, encoding="ascii")
    print("Установлено.", flush=True)


def stamp(kind: str) -> str:
    """Return the hash of everything an installation depends on: lock, package, place, interpreter."""
    sha = hashlib.sha256()
    for name in (LOCKS[kind], "pyproject.toml"):
        sha.update((ROOT / name).read_bytes())
    sha.update(f"{VENV}\n{sys.version_info[:2]}".encode())
    return sha.hexdigest()


def _stamped(kind: str) -> str:
    file = VENV / f".{kind}"
    return file.read_text(encoding="ascii") if file.is_file() and PYTHON.exists() else ""


def _make_venv() -> None:
    if PYTHON.exists() and _runs(PYTHON, "-m", "pip", "--version"):
        return
    print("Создаётся папка .venv.", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if made.returncode == 0:
        return
    said = made.stdout + made.stderr
    if "ensurepip" in said:
        raise Refusal(
            "В этом Python нет модуля ensurepip. В Debian и Ubuntu: sudo apt install python3.11-venv; "
            "без прав администратора: поставьте Python с сайта python.org или другой Python 3.11."
        )
    raise Refusal("Папка .venv не создана: " + (said.strip().splitlines() or ["причина неизвестна"])[-1])


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise Refusal(
            "Сообщение pip стоит выше. Частые причины: нет сети или места на диске. "
            "Повторный запуск продолжит с того же места."
        )


def _runs(*command: object) -> bool:
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
