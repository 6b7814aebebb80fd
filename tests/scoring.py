"""Score the reading against a gold file with the checks that are handed to the project."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec

from geomap.pipeline import incidents_of
from geomap.reading.text import read_report


def score(gold: Path, script: Path, folder: Path) -> dict[str, float]:
    """Read each report as of its day of publication and give the script's figures."""
    predicted = folder / "predicted.jsonl"
    with predicted.open("wb") as file:
        for line in gold.read_text("utf-8").splitlines():
            entry = json.loads(line)
            day = entry["publication_date"].strip("~")
            report = read_report(
                gold.parent / entry["text_path"],
                published=day if len(day) == 10 else None,
                doc_id=entry["doc_id"],
            )
            found = {"doc_id": entry["doc_id"], "incidents": incidents_of(report)}
            file.write(msgspec.json.encode(found) + b"\n")
    ran = subprocess.run(
        [sys.executable, script, gold, predicted], capture_output=True, check=True, text=True
    )
    return json.loads(ran.stdout)
