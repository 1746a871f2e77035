"""Runs every check, shows each in bold and counts the failed ones instead of stopping at the first.

Run: ``python tools/check.py``; ``make check`` and ``make test`` do.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOLD, PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
SCRIPTS = Path(sys.executable).parent
CHECKS = {
    "lint (ruff)": [sys.executable, "-m", "ruff", "check", "--quiet", "."],
    "format (ruff)": [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
    "types (mypy)": [sys.executable, "-m", "mypy", "--no-error-summary"],
    "layers (import-linter)": [str(SCRIPTS / "lint-imports"), "--no-logo"],
    "docstrings of public verbs (numpydoc)": [sys.executable, "tools/docstrings.py"],
    "rules of notebooks": [sys.executable, "tools/notebook_rules.py"],
    "licences of dependencies": [sys.executable, "tools/licences.py"],
}


def main() -> int:
    """Return 1 when any check failed."""
    failed = []
    for name, command in CHECKS.items():
        began = time.monotonic()
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        state = "failed" if ran.returncode else "passed"
        print(f"{BOLD}{name}: {state}{PLAIN} ({time.monotonic() - began:.0f} s)", flush=True)
        if ran.returncode:
            failed.append(name)
            print((ran.stdout + ran.stderr).strip(), flush=True)
    print(f"{BOLD}{len(CHECKS) - len(failed)} of {len(CHECKS)} checks passed{PLAIN}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
