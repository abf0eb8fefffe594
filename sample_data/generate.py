"""Write the sample workbook: `python sample_data/generate.py [DIR]`, by default into sample_data/starter.

The company is fictional. The same program gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from company import campaigns, channels, content, info, kpi, plan, users
from company.workbook import workbook_bytes

NAME = "运营数据.xlsx"
HOME = Path(__file__).resolve().parent / "starter"


def write(folder: Path) -> Path:
    """The path of the workbook written into `folder`, which is made when it is not there."""
    channels.checked()
    tabs = tuple(part.tab() for part in (info, kpi, channels, users, campaigns, content, plan))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_bytes(workbook_bytes(tabs))
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]) if len(sys.argv) > 1 else HOME)}\n")
