"""A bundle is the same bytes for the same content, and shows which file was harmed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import RegistryError, StoreError
from penstock.files import tree_digest
from penstock.registry.bundle import MANIFEST, REQUIRED, open_bundle, write_bundle

MEMBERS = {name: name.encode() * 3 for name in REQUIRED}


def test_equal_members_give_equal_bytes_in_any_order(tmp_path: Path) -> None:
    one = write_bundle(MEMBERS, tmp_path / "one")
    two = write_bundle(dict(reversed(MEMBERS.items())), tmp_path / "two")
    assert one.digest == two.digest
    assert tree_digest(one.folder) == tree_digest(two.folder)


def test_one_changed_byte_gives_another_digest(tmp_path: Path) -> None:
    one = write_bundle(MEMBERS, tmp_path / "one")
    assert one.digest != write_bundle({**MEMBERS, "card.md": b"other"}, tmp_path / "two").digest


def test_a_bundle_is_read_back_with_every_member_and_further_ones(tmp_path: Path) -> None:
    written = write_bundle({**MEMBERS, "reference.json": b"{}"}, tmp_path / "bundle")
    opened = open_bundle(tmp_path / "bundle", written.digest)
    assert opened == written
    assert {name: opened.read(name) for name in opened.manifest.files} == {**MEMBERS, "reference.json": b"{}"}


def test_a_required_member_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"lacks plan\.json"):
        write_bundle({name: b"" for name in REQUIRED if name != "plan.json"}, tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../outside", "a/b", "", ".hidden", "Upper", "line\n", "manifest.json"])
def test_a_name_that_could_leave_the_folder_or_hide_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RegistryError, match="cannot stand in a bundle"):
        write_bundle({**MEMBERS, name: b""}, tmp_path / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_never_replaces_a_full_folder(tmp_path: Path) -> None:
    write_bundle(MEMBERS, tmp_path / "bundle")
    with pytest.raises(StoreError):
        write_bundle({**MEMBERS, "card.md": b"other"}, tmp_path / "bundle")
    assert open_bundle(tmp_path / "bundle").read("card.md") == MEMBERS["card.md"]


@pytest.mark.parametrize("name", [*REQUIRED, MANIFEST])
def test_a_flipped_bit_names_its_file(tmp_path: Path, name: str) -> None:
    bundle = write_bundle(MEMBERS, tmp_path / "bundle")
    content = bytearray((bundle.folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (bundle.folder / name).write_bytes(content)
    with pytest.raises(RegistryError, match=f"{name} is damaged") as caught:
        open_bundle(bundle.folder, bundle.digest)
    assert caught.value.where == str(bundle.folder / name)


@pytest.mark.parametrize("name", [*REQUIRED, MANIFEST])
def test_a_file_that_is_absent_or_cut_short_is_named(tmp_path: Path, name: str) -> None:
    bundle = write_bundle(MEMBERS, tmp_path / "bundle")
    os.truncate(bundle.folder / name, 5)
    with pytest.raises(RegistryError, match=f"{name} is damaged"):
        open_bundle(bundle.folder)
    (bundle.folder / name).unlink()
    with pytest.raises(RegistryError, match=f"{name} is damaged: it is absent"):
        open_bundle(bundle.folder)


def test_a_file_that_the_manifest_does_not_list_is_named(tmp_path: Path) -> None:
    bundle = write_bundle(MEMBERS, tmp_path / "bundle")
    (bundle.folder / "added.py").write_text("x")
    with pytest.raises(RegistryError, match=r"added\.py is damaged: the manifest does not list it"):
        open_bundle(bundle.folder)


def test_a_link_in_place_of_a_file_is_refused_even_with_the_right_content(tmp_path: Path) -> None:
    bundle = write_bundle(MEMBERS, tmp_path / "bundle")
    (tmp_path / "elsewhere").write_bytes(MEMBERS["plan.json"])
    (bundle.folder / "plan.json").unlink()
    (bundle.folder / "plan.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RegistryError, match=r"plan\.json is damaged: it is not a plain file"):
        open_bundle(bundle.folder)


def test_a_manifest_that_points_outside_is_refused(tmp_path: Path) -> None:
    bundle = write_bundle(MEMBERS, tmp_path / "bundle")
    manifest = bundle.folder / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b'"card.md"', b'"../card.md"'))
    with pytest.raises(RegistryError, match=r"manifest\.json is damaged"):
        open_bundle(bundle.folder)


def test_a_file_changed_after_opening_is_not_handed_out(tmp_path: Path) -> None:
    bundle = open_bundle(write_bundle(MEMBERS, tmp_path / "bundle").folder)
    (bundle.folder / "plan.json").write_bytes(b"changed")
    with pytest.raises(RegistryError, match=r"plan\.json is damaged"):
        bundle.read("plan.json")


def test_another_bundle_than_the_expected_one_is_refused(tmp_path: Path) -> None:
    bundle = write_bundle(MEMBERS, tmp_path / "bundle")
    with pytest.raises(RegistryError, match="its digest is"):
        open_bundle(bundle.folder, "sha256:" + "0" * 64)


def test_reading_the_registry_needs_only_msgspec_and_numpy_beside_the_standard_library() -> None:
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] not in sys.stdlib_module_names | {'penstock', 'msgspec', 'numpy'}:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "import penstock.registry.registry, penstock.registry.card\n"
        "assert not {'pandas', 'sklearn', 'pyarrow'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
