"""P1 and P2: `--help` against a bare interpreter, and a full build against the plain script, in interleaved rounds.

Run `python bench/build.py [ROUNDS]` in the checkout. Every run is a process of
its own; its CPU seconds count, and the median of the ratios is printed. The
build also checks, words, proves, traces and draws the picture; the plain script does not.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 5
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data" / "starter"
PYTHON = sys.executable


def seconds(command: Sequence[str]) -> float:
    """The CPU seconds, user and system, of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compared(ours: Sequence[str], theirs: Sequence[str], rounds: int) -> tuple[float, float, float]:
    """The median CPU seconds of each, and the median of the ratios of interleaved runs."""
    seconds(ours), seconds(theirs)  # so that every run finds its bytecode
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    first, second = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    return first, second, statistics.median(mine / other for mine, other in pairs)


def main() -> None:
    """Measure and report."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    ours = (PYTHON, "-m", "opsreport")
    with tempfile.TemporaryDirectory() as out:
        build = (*ours, "build", "--month", "2025-06", "--data", str(SAMPLE), "--out", out)
        plain = (PYTHON, str(ROOT / "bench" / "plain.py"), str(SAMPLE), out)
        pairs = {
            "P1 --help ÷ python -c pass": ((*ours, "--help"), (PYTHON, "-c", "pass")),
            "P2 full build ÷ plain script": (build, plain),
        }
        for name, (first, second) in pairs.items():
            mine, other, ratio = compared(first, second, rounds)
            sys.stdout.write(f"{name}: {ratio:.2f}  ({mine:.3f} s, {other:.3f} s; {rounds} rounds)\n")


if __name__ == "__main__":
    main()
