"""Names public verbs whose docstring does not say what goes in and what comes out, as numpydoc reads it.

Run: ``python tools/docstrings.py``; ``make check`` does. A public verb is a function that a package lists in
``__all__``, or that one of the packages directly below ``shnor_lab`` takes from another. It has

* a section of parameters when there are two or more (one can be told in the summary), and wherever there is such a
  section, exactly the names of the signature in their order (PR01, PR02, PR03);
* what it returns: "Return …" in the summary or a section (RT01), with the grain of a table;
* the sections in the order of numpydoc (GL07).

Types stand in the signature, so PR04 is not asked for; examples, references and further words (EX01, SA01, ES01) stand
where they help. The first line is the matter of ruff.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import resolve_name
from pathlib import Path
from types import FunctionType, ModuleType

from numpydoc.validate import validate

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = {"GL07", "GL08", "PR02", "PR03"}


def main() -> int:
    """Return 1 when a docstring was named."""
    sys.path.insert(0, str(ROOT))
    named = lacking(ROOT / "shnor_lab")
    for line in named:
        print(line)
    return int(bool(named))


def lacking(package: Path) -> list[str]:
    """Return one line per public verb and thing that its docstring lacks; the package can be imported."""
    return [f"{name}: {words}" for name, verb in sorted(verbs(package).items()) for words in _lacks(name, verb)]


def verbs(package: Path) -> dict[str, FunctionType]:
    """Return the public functions below a folder of code by their full name."""
    found = []
    for file in sorted(package.rglob("*.py")):
        module = ".".join(file.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
        found += [
            verb for verb in map(_function, _taken(file, module)) if verb and _part(verb.__module__) != _part(module)
        ]
        if file.name == "__init__.py":
            here = import_module(module)
            found += [verb for name in getattr(here, "__all__", ()) if (verb := _function(getattr(here, name)))]
    own = [verb for verb in found if verb.__module__.partition(".")[0] == package.name]
    return {f"{verb.__module__}.{verb.__qualname__}": verb for verb in own}


def _taken(file: Path, module: str) -> Iterator[object]:
    """Give what a module imports from its own house, and what it takes from modules imported so."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    parent = module if file.name == "__init__.py" else module.rpartition(".")[0]
    modules: dict[str, ModuleType] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            source = import_module(resolve_name("." * node.level + (node.module or ""), parent))
            for name in node.names:
                if not hasattr(source, name.name):
                    import_module(f"{source.__name__}.{name.name}")
                thing = getattr(source, name.name)
                if inspect.ismodule(thing):
                    modules[name.asname or name.name] = thing
                yield thing
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield getattr(modules[node.value.id], node.attr, None)


def _function(thing: object) -> FunctionType | None:
    """Return a function of our own without its decorators; None for anything else."""
    bare = inspect.unwrap(thing) if callable(thing) else None
    return bare if inspect.isfunction(bare) else None


def _part(module: str) -> str:
    """Return which package directly below the root a module belongs to."""
    return ".".join(module.split(".")[:2])


def _lacks(name: str, verb: FunctionType) -> Iterator[str]:
    words = inspect.getdoc(verb) or ""
    asked = set(ALWAYS)
    if len(inspect.signature(verb).parameters) > 1 or "Parameters\n---" in words:
        asked.add("PR01")
    if "return" not in words.split("\n\n")[0].casefold():
        asked.add("RT01")
    for code, message in validate(name)["errors"]:
        if code in asked:
            yield f"{message} ({code})"


if __name__ == "__main__":
    sys.exit(main())
