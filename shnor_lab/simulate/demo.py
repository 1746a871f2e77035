"""The demo region that comes with the workbench: files as sent, their import, and the truth apart."""

from __future__ import annotations

import shutil
from pathlib import Path

from .. import places
from ..dataset import take_in
from ..dataset.parquet import write_frame
from ..language import text as _
from .parameters import Parameters
from .programme import most_low
from .raw import write_raw
from .region import Region, make_region

SEED = 2024
REGION_ID = "demo"


def demo_region() -> Region:
    """Return the demo region."""
    return make_region(Parameters(), seed=SEED, choose_supported=most_low)


def import_raw(folder: Path, files: list[Path]) -> None:
    """Make the dataset ``demo`` anew from the files of the invented region, found in ``folder``."""
    shutil.rmtree(places.dataset(places.DEMO), ignore_errors=True)
    take_in(
        [folder / file.name for file in files], into=places.DEMO, region_id=REGION_ID,
        notice=_("Demonstration data: an invented region"),
    )  # fmt: skip


def rebuild() -> list[Path]:
    """Make raw files, dataset and truth of the demo region anew; return the three folders."""
    home = places.dataset(places.DEMO).parent
    region = demo_region()
    raw, truth = home / "raw", home / "truth"
    import_raw(raw, write_raw(region, raw))
    truth.mkdir(parents=True, exist_ok=True)
    for name, frame in region.truth.items():
        write_frame(truth / f"{name}.parquet", frame)
    return [raw, places.dataset(places.DEMO), truth]
