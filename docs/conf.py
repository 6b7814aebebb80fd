"""Settings of the documentation site: ``make docs``, or sphinx-build docs out/docs.

Sphinx and not MkDocs: its search works on files opened from a disk, numpydoc is its own
dialect, its pages ask no network for fonts or scripts, and it is maintained (MkDocs has had
no release since August 2024).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geomap import __version__

project = "geomap"
author = "the geomap developers"
project_copyright = "the geomap developers; BSD 3-Clause"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}  # numpydoc asks for the latter
exclude_patterns = ["img"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "none"  # the signatures' types are told again in words below them
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = f"geomap {version}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"sidebar_hide_name": False}
html_last_updated_fmt = None  # the same sources give the same site


_LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#]+)\)")


def _outside(app: Any, name: str, text: list[str]) -> None:
    """Make links to files of the checkout that are no page (licences, lists) downloads."""
    here = (Path(app.srcdir) / name).parent

    def link(found: re.Match[str]) -> str:
        target = (here / found[2]).resolve()
        inside = target.is_relative_to(app.srcdir)
        words = " ".join(found[1].split())
        return found[0] if inside else f"{{download}}`{words} <{found[2]}>`"

    text[0] = _LINK.sub(link, text[0])


def setup(app: Any) -> None:
    """Register what is ours."""
    app.connect("source-read", _outside)
