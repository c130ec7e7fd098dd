"""Make the tables of this folder again: python instances/bureau/make.py (the seed makes the same bytes).

Only the CSV files are written; policy.toml and README.md are kept by hand.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from rengang.synthetic import bureau
from rengang.tables import write

SEED = 2013
HERE = Path(__file__).parent


def main() -> None:
    """Generate the bureau with its picks, write it with Chinese headings, replace the CSV files here."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "bureau"
        write(bureau(seed=SEED, picks=True), folder, "zh")
        for path in sorted(folder.glob("*.csv")):
            shutil.copyfile(path, HERE / path.name)


if __name__ == "__main__":
    main()
