"""Pictures that answer back: one class and one plain ES module each, drawn in the page.

They are loaded when first used, and so is anywidget.
"""

from __future__ import annotations

import importlib
from typing import Any

_WIDGETS = {
    "ArchitectureEditor": "architecture_editor",
    "BoxExplorer": "box_explorer",
    "CatchPlayer": "catch_player",
    "ConvolutionExplorer": "convolution_explorer",
    "Descent": "descent",
    "HalfSpaces": "half_spaces",
    "LiveConvNet": "live_convnet",
    "NetworkExplorer": "network_explorer",
    "Playground": "playground",
    "StyleMixer": "style_mixer",
    "WordPainter": "word_painter",
}
__all__ = [*_WIDGETS]


def __getattr__(name: str) -> Any:
    if name not in _WIDGETS:
        raise AttributeError(f"helpers.widgets has no {name!r}; it has {', '.join(__all__)}")
    value = getattr(importlib.import_module(f"helpers.widgets.{_WIDGETS[name]}"), name)
    globals()[name] = value
    return value
