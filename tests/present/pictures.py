"""What is looked at in a drawn figure: its tones and the places of its labels."""

import io
import itertools
import sys

import numpy as np
from PIL import Image

GREY_ENOUGH = 60
"""Most that the tones of a pixel may differ."""


def colour(png: bytes) -> int:
    """Return how far a pixel is from grey, at most."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int((pixels.max(axis=2) - pixels.min(axis=2)).max())


def overlapping_labels(monkeypatch, module: str, draw) -> list[tuple[str, str]]:
    """Return the pairs of labels that lie on each other in what ``draw`` gives to ``png`` of a module of charts."""
    from matplotlib.text import Text

    boxes = []

    def measured(drawn):
        drawn.canvas.draw()
        texts = [text for text in drawn.findobj(Text) if text.get_visible() and text.get_text().strip()]
        boxes.extend((text.get_text(), text.get_window_extent()) for text in texts if _on_paper(text))
        return b""

    monkeypatch.setattr(sys.modules[f"shnor_lab.present.charts.{module}"], "png", measured)
    draw()
    assert len(boxes) > 10
    pairs = itertools.combinations(boxes, 2)
    return [(first[0], second[0]) for first, second in pairs if first[1].padded(-1).overlaps(second[1].padded(-1))]


def _on_paper(text) -> bool:
    axes = text.axes
    while axes is not None:
        if not axes.get_visible():
            return False
        hidden = {
            label
            for axis in (axes.xaxis, axes.yaxis)
            for tick in axis.get_major_ticks()
            for label in (tick.label1, tick.label2)
            if not label.get_visible()
        }
        return text not in hidden
    return True
