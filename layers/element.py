"""Elements: folium layers whose text never passes through a template.

folium renders an element's template and then renders the result as a template
again, so braces in data would be run. The elements here put finished text into
the figure instead, and their data into an inert block.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from branca.element import Element, Figure
from folium.map import Layer

from layers.assets import bundle, style
from layers.escape import encode_json, json_block
from layers.payload import Blocks, Held
from layers.style import kinds_payload
from layers.ui import Ui, read_ui

__all__ = ["Block", "DataLayer", "Verbatim", "figure_of", "put_block", "put_runtime"]


class Verbatim(Element):
    """Finished text that is put into the page as it is.

    Parameters
    ----------
    text : str
        HTML or a script, with all data in it escaped already.
    """

    def __init__(self, text: str):
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class Block(Verbatim):
    """A data block: no script, and without ids of folium's.

    Parameters
    ----------
    block_id : str
        Its id in the page.
    held : Held
        What it holds.
    """

    def __init__(self, block_id: str, held: Held):
        super().__init__(json_block(block_id, held.text, encoding=held.encoding))
        self.late = held.late


class DataLayer(Layer):
    """A folium layer that this package's browser code draws from data blocks.

    Parameters
    ----------
    name : str
        Name in a layer control.
    starter : str
        Function of ``window.geomapLayers`` that makes the Leaflet layer.
    options : dict
        Its argument.
    ui : Ui
        Interface text.
    show : bool
        Whether it is shown at the start.
    """

    def __init__(
        self, *, name: str, starter: str, options: dict[str, Any], ui: Ui, show: bool = True
    ):
        super().__init__(name=name, overlay=True, control=True, show=show)
        self._name = type(self).__name__
        self.ui = ui
        self.starter = starter
        self.options = options
        self.blocks: Blocks = {}
        self.group = "layers.others"
        self.kind: str | None = None

    def add_blocks(self, blocks: Mapping[str, Held]) -> None:
        """Give the layer several data blocks, by id."""
        self.blocks.update(blocks)

    def add_block(self, block_id: str, payload: str, encoding: str = "") -> None:
        """Give the layer a data block: an id, inert JSON or base64, its encoding."""
        self.blocks[block_id] = Held(payload, encoding)

    def render(self, **kwargs: Any) -> str:
        """Put the layer's data and the call that draws it into the figure; return nothing."""
        figure = figure_of(self)
        put_runtime(figure, self.ui)
        for block_id, held in self.blocks.items():
            put_block(figure, block_id, held)
        call = f"var {self.get_name()} = geomapLayers.{self.starter}({encode_json(self.options)});"
        if self.show and self._parent is not None:
            call += f"\n{self.get_name()}.addTo({self._parent.get_name()});"
        figure.script.add_child(Verbatim(call), name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)
        return ""


def figure_of(element: Element) -> Figure:
    """Return the figure that an element is in.

    Raises
    ------
    TypeError
        The element has not been added to a map.
    """
    root = element.get_root()
    if not isinstance(root, Figure):
        raise TypeError(f"{element.get_name()} is not on a map: call .add_to(map) first")
    return root


def put_block(figure: Figure, block_id: str, held: Held) -> None:
    """Put a data block into a figure, once whatever the number of its layers."""
    if block_id not in figure.html._children:
        figure.html.add_child(Block(block_id, held), name=block_id)


def put_runtime(figure: Figure, ui: Ui) -> None:
    """Put the browser code and its texts into a figure, once a language."""
    figure.header.add_child(Verbatim(f"<style>{style()}</style>"), name="geomap_style")
    texts = f"geomap-texts-{ui.lang}"
    put_block(figure, texts, Held(encode_json(_said(ui))))
    put_block(figure, "geomap-kinds", Held(encode_json(kinds_payload())))
    start = f'{bundle()}\ngeomapLayers.texts("{texts}");\ngeomapLayers.kinds("geomap-kinds");'
    if "geomap_runtime" not in figure.script._children:
        figure.script.add_child(Verbatim(start), name="geomap_runtime", index=0)


def _said(ui: Ui) -> dict[str, Any]:
    """Give the interface's texts and countries, and the names that units in English have."""
    english = {} if ui.lang == "en" else {"english": read_ui().countries}
    return {"texts": ui.texts, "countries": ui.countries, **english}
