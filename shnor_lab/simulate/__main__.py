"""``python -m shnor_lab.simulate`` makes the demo region anew."""

from .. import places
from .demo import rebuild

for folder in rebuild():
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"{folder.relative_to(places.root()).as_posix()}\t{size / 1e6:.2f} MB")
