"""The command ``shnor-lab``: thin, light to start, in the reader's language.

Heavy libraries are imported inside the commands. A mistake of the user ends with a message and its own exit
code, a defect of ours with one sentence and a log file; neither prints a traceback.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol

from .commands import words
from .errors import ShnorError
from .language import text as _
from .writing import no_access

UNFORESEEN = 70
STOPPED = 130


class _Command(Protocol):
    """Adds a command and returns its parser: the module below ``commands`` and the function that carry it out."""

    def __call__(self, name: str, module: str, function: str, help: str) -> argparse.ArgumentParser: ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0: done; 1: a batch with errors; 2: the command line is wrong; 10-19: a mistake of the user, see
    ``errors``; 70: a defect of the program; 130: stopped by the user.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        asked = parser().parse_args(arguments)
        module = importlib.import_module(f".commands.{asked.module}", __package__)
        return getattr(module, asked.function)(asked) or 0
    except ShnorError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        _stop()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        refused = no_access(error) if isinstance(error, OSError) else None
        if refused is not None:
            print(refused, file=sys.stderr)
            return refused.exit_code
        from .commands.unforeseen import report

        print(report(error), file=sys.stderr)
        return UNFORESEEN


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    words.translate()
    root = argparse.ArgumentParser(
        prog="shnor-lab",
        description=_("Tables of a region go in, pages for every municipality come out."),
        epilog=_("Help on a command: shnor-lab COMMAND --help"),
    )
    commands = root.add_subparsers(title=_("commands"), metavar=_("COMMAND"), required=True)

    def command(name: str, module: str, function: str, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help)
        made.set_defaults(module=module, function=function)
        return made

    _data_commands(command)
    _study_commands(command)
    return root


def _data_commands(command: _Command) -> None:
    taken = command("import", "data", "take", _("take delivered files into a dataset"))
    taken.add_argument("files", nargs="+", metavar=_("FILE"), help=_("files, folders or zip archives"))
    taken.add_argument("--into", required=True, metavar=_("DATASET"), help=_("name of the dataset"))
    taken.add_argument("--dry-run", action="store_true", help=_("only show what would be taken; write nothing"))
    taken.add_argument("--replace", action="store_true", help=_("new values replace delivered ones"))
    taken.add_argument("--layout", metavar=_("LAYOUT"), help=_("read the files by this layout, do not guess"))
    taken.add_argument("--notice", metavar=_("TEXT"), help=_("a line for the head of every page"))

    matched = command("match", "data", "match", _("confirm which school is meant where the program doubts"))
    matched.add_argument("dataset", metavar=_("DATASET"), help=_("name of the dataset"))
    matched.add_argument("answers", nargs="?", metavar=_("FILE"), help=_("filled workbook of questions"))

    forgotten = command("forget", "data", "forget", _("take a delivered file back: all its rows go"))
    forgotten.add_argument("dataset", metavar=_("DATASET"), help=_("name of the dataset"))
    forgotten.add_argument("file", metavar=_("FILE"), help=_("name of the file as the import printed it, or its code"))

    undone = command("undo", "data", "undo", _("put a dataset back to where it was before its last change"))
    undone.add_argument("dataset", metavar=_("DATASET"), help=_("name of the dataset"))

    repaired = command("repair", "data", "repair", _("make damaged tables anew from the deliveries that are kept"))
    repaired.add_argument("dataset", metavar=_("DATASET"), help=_("name of the dataset"))

    checked = command("check", "data", "check", _("print what the program saw in the delivered files"))
    checked.add_argument("dataset", metavar=_("DATASET"), help=_("name of the dataset"))

    blank = command("template", "data", "template", _("write blank forms with explanations"))
    blank.add_argument("folder", metavar=_("FOLDER"), help=_("folder for the forms"))


def _study_commands(command: _Command) -> None:
    new = command("new", "study", "new", _("make the params file of a study"))
    new.add_argument("study", metavar=_("NAME"), help=_("name of the study"))
    new.add_argument("--dataset", required=True, metavar=_("DATASET"), help=_("name of the dataset"))
    new.add_argument("--title", metavar=_("TEXT"), default="", help=_("heading of the pages"))

    planned = command("plan", "study", "plan", _("print which notebook runs for which municipality"))
    planned.add_argument("study", metavar=_("STUDY"), nargs="?", help=_("name of the study"))

    compared = command("compare", "compare", "compare", _("print what the page of the rule laboratory shows"))
    compared.add_argument("study", metavar=_("STUDY"), nargs="?", help=_("name of the study"))
    compared.add_argument("--csv", metavar=_("FOLDER"), help=_("write the tables as CSV into this folder too"))

    run = command("run", "pages", "run", _("bring the pages of studies up to date"))
    run.add_argument("studies", metavar=_("STUDY"), nargs="*", help=_("names of the studies"))
    _batch_options(run)

    site = command("site", "pages", "site", _("write the index page anew from the files that are there"))
    site.add_argument("study", metavar=_("STUDY"), nargs="?", help=_("name of the study"))

    demo = command("demo", "pages", "demo", _("make the pages of the invented region"))
    demo.add_argument("--quick", action="store_true", help=_("one municipality only"))
    _jobs_option(demo)


def _batch_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--force", action="store_true", help=_("make also what is up to date"))
    run.add_argument(
        "--only",
        action="append",
        default=[],
        metavar=_("CODE"),
        help=_("a municipality, a notebook, or municipality/notebook; may be repeated"),
    )
    run.add_argument("--limit", type=_count, metavar=_("N"), help=_("so many first municipalities"))
    _jobs_option(run)


def _jobs_option(run: argparse.ArgumentParser) -> None:
    run.add_argument("--jobs", type=_count, metavar=_("N"), help=_("notebooks at once; by default one per core"))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("a whole number from 1 is needed, not {text}", text=text))
    return int(text)


def _stop() -> NoReturn:
    """End at once: kernels see that their driver is gone and end too, and whole pages stay."""
    print("\n" + _("Stopped. What is ready stays; the same command goes on from here."), file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(STOPPED)
