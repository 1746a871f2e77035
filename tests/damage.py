"""What may have happened to a file that the program wrote: each kind of damage changes one file in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path], object]

BROKEN: dict[str, bytes] = {
    "empty": b"",
    "zeros": bytes(4096),
    "binary": bytes(range(256)) * 8,
}
OTHER_SHAPES: dict[str, bytes] = {
    "no json": b"done\n",
    "nested": b"[" * 100_000,
    "list": b"[]",
    "number": b"7",
    "text": b'"done"',
    "null": b"null",
    "no keys": b"{}",
    "other keys": b'{"one": "two"}',
}
OTHER_VALUES: dict[str, object] = {
    "null": None,
    "number": 7,
    "text": "x",
    "half a character": "\ud800",
    "list": [7],
    "keys": {"x": 7},
    "nothing": {},
}


def contents() -> dict[str, Damage]:
    """Return damage by name that leaves no content of its kind in a file."""

    def cut(file: Path) -> None:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return {"cut": cut} | {name: _put(content) for name, content in BROKEN.items()}


def shapes() -> dict[str, Damage]:
    """Return damage by name that puts JSON of another shape into a file."""
    return {name: _put(content) for name, content in OTHER_SHAPES.items()}


def places() -> dict[str, Damage]:
    """Return damage by name after which no file can be read in its place."""

    def folder(file: Path) -> None:
        file.unlink()
        file.mkdir()
        (file / "left.txt").write_text("7")

    def loop(file: Path) -> None:
        file.unlink()
        file.symlink_to(file.name)

    def sector(file: Path) -> None:
        file.unlink()
        file.symlink_to("/proc/self/mem")

    def shut(file: Path) -> None:
        file.chmod(0)

    kinds = {"lost": Path.unlink, "folder": folder, "loop of links": loop, "shut": shut}
    return kinds | ({"bad sector": sector} if Path("/proc/self/mem").exists() else {})


def values(*keys: str) -> dict[str, Damage]:
    """Return damage by name that takes a key from a JSON mapping or gives it another value."""

    def without(key: str) -> Damage:
        return lambda file: _change(file, lambda mapping: mapping.pop(key))

    def other(key: str, value: object) -> Damage:
        return lambda file: _change(file, lambda mapping: mapping.update({key: value}))

    lost = {f"no {key}": without(key) for key in keys}
    return lost | {f"{key}: {name}": other(key, value) for key in keys for name, value in OTHER_VALUES.items()}


def _put(content: bytes) -> Damage:
    return lambda file: file.write_bytes(content)


def _change(file: Path, change: Callable[[dict], object]) -> None:
    mapping = json.loads(file.read_text(encoding="utf-8"))
    change(mapping)
    file.write_text(json.dumps(mapping), encoding="utf-8")
