"""A pack names the packs it uses by the names of folders beside its own, and reaches nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from game.errors import Unreadable
from game.library import load_statutes

STATUTES = Path(__file__).parents[2] / "scenarios" / "statutes"


@pytest.mark.parametrize("way", ["../secret", "../statutes/us-caatsa", "/", ".", "us-caatsa/../us-caatsa", "us-catsa"])
def test_given_a_way_out_of_the_folder_then_the_pack_there_is_not_read(tmp_path, way):
    shutil.copytree(STATUTES, tmp_path / "statutes")
    shutil.copytree(STATUTES / "us-caatsa", tmp_path / "secret")
    pack = tmp_path / "statutes" / "us-aeca" / "pack.yaml"
    pack.write_text(pack.read_text() + f'\nuses: ["{way}"]\n')
    (tmp_path / "secret" / "pack.yaml").write_text("secret: canary\n")
    with pytest.raises(Unreadable) as e:
        load_statutes(tmp_path / "statutes" / "us-aeca")
    assert "there is no pack" in str(e.value) and "canary" not in str(e.value) and "`secret`" not in str(e.value)
