"""Builders of the gazetteer's data; see ``gazetteer/data/SOURCES.md``."""
