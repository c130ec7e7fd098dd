"""Make the tables of this folder again: python instances/tongxiang/make.py (the seed makes the same bytes).

Only the CSV files are written; policy.toml and README.md are kept by hand.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from rengang.synthetic import CityContest, city_contest, county
from rengang.tables import write

CADRES, POOL, SEED = 3_500, 300, 2014
POSTS, APPLICANTS, CROWD = 60, 480, 7
HERE = Path(__file__).parent


def main() -> None:
    """Generate the city and its contest, write it with Chinese headings and wide intents, replace the CSV files."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "tongxiang"
        contest = CityContest(posts=POSTS, applicants=APPLICANTS, crowd=CROWD)
        write(city_contest(county(CADRES, POOL), contest, SEED), folder, "zh", wide=True)
        for path in sorted(folder.glob("*.csv")):
            shutil.copyfile(path, HERE / path.name)


if __name__ == "__main__":
    main()
