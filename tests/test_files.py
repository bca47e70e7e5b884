"""What is written beside its place takes its name whole; what killed processes left there goes with the next writing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.disc import new_folder
from kg.files import part, replacing


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"half"), lambda path: (path / "in").mkdir(parents=True)])
def test_what_a_killed_process_left_goes_with_the_next_writing(tmp_path: Path, make: Callable[[Path], object]) -> None:
    code = f"from pathlib import Path; from kg.files import part; print(part(Path({str(tmp_path / 'graph')!r})))"
    dead = Path(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip())
    head, number = dead.name.removesuffix(".part").rsplit(".", 1)
    kept = [f"{head}.{os.getppid()}.part", f".other{head}.{number}.part", f".graph.elsewhere.{number}.part", f"{head}.part", f"{head}.x.part"]
    for name in (dead.name, *kept):
        make(tmp_path / name)
    part(tmp_path / "graph")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_a_file_and_a_folder_take_their_names_when_they_are_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "file") as file, new_folder(tmp_path / "folder") as folder:
        folder.mkdir()
        file.write(b"whole")
        assert sorted(path.name for path in tmp_path.iterdir()) == [part(tmp_path / "file").name, part(tmp_path / "folder").name]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
