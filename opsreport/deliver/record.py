"""run.json: what a run read, what it made of it, and what it wrote, for people and for the next run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

RECORD = "run.json"
Record = Mapping[str, object]


def fingerprint(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_fingerprint(path: Path) -> str:
    """The SHA-256 of a file's bytes; "" where no file can be read there."""
    try:
        return fingerprint(path.read_bytes())
    except OSError:
        return ""


def read_record(folder: Path) -> Record:
    """The record of the last run in that folder; empty where there is none or it cannot be read."""
    try:
        found = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def record_bytes(record: Record) -> bytes:
    """The record as UTF-8 JSON with a final newline, keys in the order given."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def known_outputs(record: Record) -> dict[str, str]:
    """Every file name the record vouches for, with its fingerprint: this run's outputs and earlier ones'."""
    known: dict[str, str] = {}
    for key in ("earlier", "outputs"):
        part = record.get(key)
        if isinstance(part, Mapping):
            known.update({str(name): str(mark) for name, mark in part.items()})
    return known
