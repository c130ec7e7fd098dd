"""What the wheel carries."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "solver" / "rengang"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this source tree."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_has_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    """Modules, policy packs, report assets and the typing marker: all of the source tree, no cache."""
    wanted = {
        f"rengang/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }
    held = {name for name in wheel.namelist() if name.startswith("rengang/")}
    assert {
        "rengang/py.typed",
        "rengang/policy/packs/tongxiang-2014.toml",
        "rengang/report/assets/echarts.min.js",
    } <= held
    assert held == wanted


def test_the_wheel_installs_the_command_and_both_licences(wheel: zipfile.ZipFile) -> None:
    """`rengang` is an entry point; the licence of the vendored chart library travels along."""
    names = wheel.namelist()
    points = next(name for name in names if name.endswith("entry_points.txt"))
    assert "rengang = rengang.cli.main:run" in wheel.read(points).decode()
    licences = [name for name in names if ".dist-info/licenses/" in name]
    assert {Path(name).name for name in licences} == {"LICENSE", "ECHARTS-LICENSE.txt"}
