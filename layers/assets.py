"""Assets: the scripts and styles that a page holds, read from the package.

The browser code is written as ES modules in ``layers/static``. A file without
a server cannot import them by name, so they are put into one script in order
of their imports, each in a scope of its own.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from layers.errors import AssetError

__all__ = ["bundle", "foreign_script", "leaflet_script", "leaflet_style", "licences", "style"]

ENTRY = "start.js"
GLOBAL = "geomapLayers"

_IMPORT = re.compile(r'^import \{ ([^}]*) \} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export \{ (.*) \};\n", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
_IMAGE = re.compile(r"url\(images/([\w-]+\.png)\)")


@cache
def bundle() -> str:
    """Return the browser code as one script that sets ``window.geomapLayers``.

    Examples
    --------
    >>> "window.geomapLayers" in bundle()
    True
    """
    scopes = [_scope(name) for name in _in_order(ENTRY, [])]
    body = "\n".join(scopes)
    last = f'window.{GLOBAL} = modules["{ENTRY}"].api;'
    return f'(() => {{\n"use strict";\nconst modules = {{}};\n{body}\n{last}\n}})();\n'


@cache
def style() -> str:
    """Return the style sheet of the map and its panel."""
    return _read(_static() / "map.css")


@cache
def foreign_script() -> str:
    """Return what folium's own layers call of the libraries that are left out."""
    return _read(_static() / "foreign.js")


@cache
def leaflet_script() -> str:
    """Return Leaflet's script, with its icons inside.

    Raises
    ------
    AssetError
        The file has not been fetched yet.
    """
    script = _vendored("leaflet.js").decode("utf-8")
    icon, shadow = (_data_uri(name) for name in ("marker-icon.png", "marker-shadow.png"))
    defaults = (
        'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions('
        f'{{iconUrl:"{icon}",iconRetinaUrl:"{icon}",shadowUrl:"{shadow}"}});'
    )
    return re.sub(r"\n//# sourceMappingURL=.*", "", script) + "\n" + defaults + "\n"


@cache
def leaflet_style() -> str:
    """Return Leaflet's style sheet, with its images inside.

    Raises
    ------
    AssetError
        The file has not been fetched yet.
    """
    text = _vendored("leaflet.css").decode("utf-8")
    return _IMAGE.sub(lambda match: f"url({_data_uri(_at_hand(match[1]))})", text)


def licences() -> tuple[str, ...]:
    """Return the licence texts of the third-party software in a page."""
    return ("Leaflet\n\n" + _vendored("leaflet-LICENSE.txt").decode("utf-8"),)


def _at_hand(image: str) -> str:
    """Leaflet names its layer icon twice; the smaller one serves both."""
    return image.replace("-2x", "")


def _static() -> Traversable:
    return files("layers") / "static"


def _read(path: Traversable) -> str:
    return path.read_text(encoding="utf-8")


def _vendored(name: str) -> bytes:
    path = _static() / "vendor" / name
    if not path.is_file():
        raise AssetError(
            f"layers/static/vendor/{name} is missing: this is a source checkout whose browser "
            "scripts have not been fetched; run 'python tools/layers/vendor.py' (a wheel has them)"
        )
    return path.read_bytes()


def _data_uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_vendored(name)).decode("ascii")


def _in_order(name: str, done: list[str]) -> list[str]:
    """List a module after every module that it imports."""
    for match in _IMPORT.finditer(_read(_static() / name)):
        if match[2] not in done:
            _in_order(match[2], done)
    if name not in done:
        done.append(name)
    return done


def _scope(name: str) -> str:
    source = _read(_static() / name)
    names = _EXPORTED.findall(source)
    for listed in _EXPORT_LIST.findall(source):
        names += listed.split(", ")
    body = _EXPORT_LIST.sub("", _EXPORT.sub("", source))
    body = _IMPORT.sub(lambda m: f'const {{ {m[1]} }} = modules["{m[2]}"];\n', body)
    return f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {", ".join(names)} }};\n}})();'
