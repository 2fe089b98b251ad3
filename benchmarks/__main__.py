"""`python3 dev.py bench [--people N] [name …]`: seed, measure, print a table with ratios.

Figures are medians of several runs on this machine; what counts are the ratios and the growth
between sizes. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.dev")
django.setup()

from benchmarks import entries, harness  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000, help="size of the seeded world")
    parser.add_argument("--rows", type=int, default=harness.rows, help="rows of the import files")
    parser.add_argument("names", nargs="*", help=f"of: {', '.join(entries.ALL)}")
    options = parser.parse_args()
    unknown = set(options.names) - set(entries.ALL)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    harness.rows = options.rows
    print(harness.machine())
    harness.seed(options.people)
    rows = []
    for name in options.names or entries.ALL:
        rows += entries.ALL[name](options.people)
    print(harness.table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
