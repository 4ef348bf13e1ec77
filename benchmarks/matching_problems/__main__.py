"""Write one drawn problem as a file: ``scripts/bench matching_problems --shape rare_skills -o problem.json``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.matching_problems import SCALES, SHAPES, SUPPLIES, document_of, draw


def main(arguments: list[str]) -> int:
    """Draw it and write it."""
    parser = argparse.ArgumentParser(prog="scripts/bench matching_problems", description=__doc__)
    parser.add_argument("--scale", choices=SCALES, default="pilot")
    parser.add_argument("--shape", choices=SHAPES, default="pilot")
    parser.add_argument("--supply", choices=SUPPLIES, default="plenty")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="PROBLEM.json")
    options = parser.parse_args(arguments)
    drawn = draw(options.scale, options.shape, options.seed, options.supply)
    options.output.write_text(json.dumps(document_of(drawn)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
