"""Fuzz with coverage: `python -m tests.fuzz TARGET SECONDS`, after `pip install atheris==3.0.0`.

Without a target it says which there are. What it finds lies in build/fuzz.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder", "helpers"]):
    from tests.fuzz.targets import TARGETS, seeds

MEMORY_MB = 2048
LARGEST_BYTES = 100_000
WORDS = [
    *("array", "scalar", "tuple", "dict", "complex", "dtype", "shape", "items", "keys", "float64"),
    *("kind", "returned", "raised", "value", "error", "bases", "message", "printed", "changed"),
    *("cells", "cell_type", "code", "markdown", "source", "metadata", "nbgrader", "grade_id"),
    *("worksheets", "input", "id", "outputs", "output_type", "generator", "tensor", "loader", "~"),
]


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[1] not in TARGETS:
        sys.exit(
            f"python -m tests.fuzz TARGET SECONDS, where TARGET is one of {', '.join(TARGETS)}"
        )
    name, seconds = sys.argv[1], int(sys.argv[2])
    corpus = Path("build") / "fuzz" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for i, data in enumerate(seeds(name)):
        (corpus / f"seed-{i}").write_bytes(data)
    words = corpus.with_suffix(".words")
    words.write_text("".join(f'"\\"{word}\\""\n' for word in WORDS))
    options = [
        f"-max_total_time={seconds}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LARGEST_BYTES}",
        f"-dict={words}",
        f"-artifact_prefix={corpus.parent}/{name}-",
        "-timeout=10",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
