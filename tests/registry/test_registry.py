"""The registry keeps whole bundles by digest, says why candidates were refused, and survives kills at any point."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from penstock.errors import RegistryError, StoreError
from penstock.files import tree_digest
from penstock.registry.bundle import Bundle, open_bundle
from penstock.registry.registry import Registry

MakeBundle = Callable[[str], Bundle]
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
KILL = Path(__file__).with_name("kill.py")
MEET = Path(__file__).with_name("meet.py")


def test_a_registered_bundle_is_listed_and_opens_whole(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    version = registry.register(bundle.folder, NOON)
    assert registry.versions() == (version,)
    assert (version.digest, version.recorded_at) == (bundle.digest, NOON)
    assert tree_digest(version.folder) == tree_digest(bundle.folder)
    assert registry.open(bundle.digest).manifest == bundle.manifest


def test_registering_again_changes_nothing_and_keeps_the_first_time(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    first = registry.register(bundle.folder, NOON)
    before = tree_digest(registry.root)
    assert registry.register(bundle.folder, NOON + timedelta(days=1)) == first
    assert tree_digest(registry.root) == before


def test_versions_are_listed_oldest_first(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry = Registry(tmp_path / "registry")
    late, early = (registry.register(make_bundle(name).folder, NOON + timedelta(hours=h)) for name, h in (("a", 1), ("b", 0)))
    assert registry.versions() == (early, late)


def test_a_damaged_bundle_is_not_registered(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    (bundle.folder / "model.skops").write_bytes(b"harmed")
    with pytest.raises(RegistryError, match=r"model\.skops is damaged"):
        registry.register(bundle.folder, NOON)
    assert registry.versions() == ()
    assert [path for path in registry.root.rglob("*") if path.is_file()] == []


def test_a_stored_bundle_that_was_harmed_is_named_on_opening_registering_and_moving(
    tmp_path: Path, make_bundle: MakeBundle
) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    version = registry.register(bundle.folder, NOON)
    (version.folder / "model.skops").write_bytes(b"harmed")
    for act in (
        lambda: registry.open(bundle.digest),
        lambda: registry.register(bundle.folder, NOON),
        lambda: registry.move("champion", None, bundle.digest),
    ):
        with pytest.raises(RegistryError, match=r"model\.skops is damaged"):
            act()
    assert registry.aliases.current("champion") is None


def test_a_folder_that_is_no_bundle_and_a_time_without_zone_are_refused(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry = Registry(tmp_path / "registry")
    with pytest.raises(RegistryError, match="not a bundle"):
        registry.register(tmp_path, NOON)
    with pytest.raises(RegistryError, match="has no zone"):
        registry.register(make_bundle("a").folder, datetime(2030, 1, 1))
    assert registry.versions() == ()


def test_a_place_that_cannot_be_written_is_a_store_error(make_bundle: MakeBundle) -> None:
    with pytest.raises(StoreError, match="cannot write"):
        Registry(Path("/dev/full/registry")).register(make_bundle("a").folder, NOON)


def test_a_refused_candidate_is_kept_with_why_and_is_no_version(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    refusal = registry.refuse(bundle.folder, ["rmse is 9; the gate allows at most 5", "worse than the baseline"])
    assert registry.refused() == (refusal,)
    assert refusal.reasons == ("rmse is 9; the gate allows at most 5", "worse than the baseline")
    assert open_bundle(refusal.folder, bundle.digest).digest == bundle.digest
    assert registry.versions() == ()
    with pytest.raises(RegistryError, match="no version is called"):
        registry.resolve(bundle.digest)
    with pytest.raises(RegistryError, match="is not registered"):
        registry.move("champion", None, bundle.digest)


def test_the_same_refusal_is_kept_once_and_another_reason_beside_it(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    first = registry.refuse(bundle.folder, ["too weak"], NOON)
    assert registry.refuse(bundle.folder, ["too weak"], NOON + timedelta(days=1)) == first
    second = registry.refuse(bundle.folder, ["too slow"], NOON + timedelta(days=2))
    assert registry.refused() == (first, second)
    with pytest.raises(RegistryError, match="needs a reason"):
        registry.refuse(bundle.folder, [])


def test_a_version_is_found_by_alias_digest_and_beginning_of_the_digest(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    version = registry.register(bundle.folder, NOON)
    registry.move("champion", None, version.digest)
    bare = bundle.digest.removeprefix("sha256:")
    for reference in ("champion", bundle.digest, bare, bare[:6], "sha256:" + bare[:9]):
        assert registry.resolve(reference) == version


def test_a_beginning_that_fits_two_versions_asks_for_more(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    version = registry.register(bundle.folder, NOON)
    stem = bundle.digest.removeprefix("sha256:")
    twin = stem[:8] + stem[8:][::-1]
    record = registry.root / "versions" / f"{stem}.json"
    record.with_name(f"{twin}.json").write_bytes(record.read_bytes().replace(stem.encode(), twin.encode()))
    with pytest.raises(RegistryError, match="fits 2 versions"):
        registry.resolve(stem[:8])
    assert registry.resolve(stem[:60]) == version


def test_a_misspelled_alias_suggests_the_nearest(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry = Registry(tmp_path / "registry")
    registry.move("champion", None, registry.register(make_bundle("a").folder, NOON).digest)
    with pytest.raises(RegistryError, match="did you mean 'champion'"):
        registry.resolve("champoin")


@pytest.mark.parametrize("reference", ["", "abc", "../../etc", "sha256:", "sha256:xyz", "0" * 64, "*"])
def test_a_reference_to_nothing_is_an_error(tmp_path: Path, reference: str) -> None:
    with pytest.raises(RegistryError, match="is called"):
        Registry(tmp_path).resolve(reference)


def kill_everywhere(start: Path, bundle: Bundle, action: str) -> list[Registry]:
    """Return the registries that a kill at each touch of the file system left behind, and last the one without a kill."""
    done = subprocess.run([sys.executable, str(KILL), str(start), str(bundle.folder), action], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [Registry(start.parent / f"killed-{touch}") for touch in range(1, int(done.stdout) + 2)]


def test_a_killed_registration_leaves_the_old_or_the_new_and_can_be_repeated(tmp_path: Path, make_bundle: MakeBundle) -> None:
    start, new = Registry(tmp_path / "start"), make_bundle("new")
    old = start.register(make_bundle("old").folder, NOON)
    left = kill_everywhere(start.root, new, "register")
    seen = set()
    for registry in left:
        seen.add(digests := tuple(sorted(registry.open(version.digest).digest for version in registry.versions())))
        assert digests in {(old.digest,), tuple(sorted((old.digest, new.digest)))}
        assert len({tree_digest(path) for path in (registry.root / "bundles").glob("[0-9a-f]*")}) <= 2
        registry.register(new.folder, NOON)
        assert registry.open(new.digest).digest == new.digest
    assert len(left) > 20
    assert len(seen) == 2


def test_a_killed_refusal_is_kept_whole_or_not_at_all(tmp_path: Path, make_bundle: MakeBundle) -> None:
    start, bundle = tmp_path / "start", make_bundle("weak")
    Registry(start).register(bundle.folder, NOON)
    left = kill_everywhere(start, bundle, "refuse")
    assert {tuple(refusal.reasons for refusal in registry.refused()) for registry in left} == {(), (("too weak",),)}
    for registry in left:
        assert registry.refuse(bundle.folder, ["too weak"], NOON).digest == bundle.digest


def test_a_killed_move_leaves_the_alias_at_the_old_or_the_new_version(tmp_path: Path, make_bundle: MakeBundle) -> None:
    start, new = Registry(tmp_path / "start"), make_bundle("new")
    old = start.register(make_bundle("old").folder, NOON)
    start.register(new.folder, NOON)
    start.move("champion", None, old.digest)
    left = kill_everywhere(start.root, new, "move")
    held = [registry.resolve("champion").digest for registry in left]
    assert held == sorted(held, key=[old.digest, new.digest].index)
    assert set(held) == {old.digest, new.digest}
    for registry in left:
        registry.move("champion", registry.resolve("champion").digest, new.digest)
        assert [each.digest for each in registry.aliases.history("champion")] == [old.digest, new.digest]


def test_a_killed_writer_leaves_a_whole_bundle_or_none(tmp_path: Path, make_bundle: MakeBundle) -> None:
    start, bundle = tmp_path / "start", make_bundle("a")
    start.mkdir()
    written = [registry.root / "written" for registry in kill_everywhere(start, bundle, "write")]
    assert {folder.is_dir() and open_bundle(folder).digest for folder in written} == {False, bundle.digest}


def test_processes_registering_the_same_bundle_at_once_all_succeed(tmp_path: Path, make_bundle: MakeBundle) -> None:
    registry, bundle = Registry(tmp_path / "registry"), make_bundle("a")
    command = [sys.executable, str(MEET), str(registry.root), str(bundle.folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [registry.resolve(bundle.digest).recorded_at.isoformat()] * 4
    assert registry.open(bundle.digest).digest == bundle.digest
    assert [path.name for path in (registry.root / "bundles").iterdir()] == [bundle.digest.removeprefix("sha256:")]
