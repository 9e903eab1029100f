"""Our ``Path`` says what the standard library's says, in every method that it has of its own."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic.pathname import Path

_PIECES = st.lists(
    st.sampled_from(("a", "b.txt", ".git", "..", ".", "", "/", "//", "a/", "x.tar.gz", "./", ". ")),
    max_size=5,
)
_WORDS: tuple[Callable[[pathlib.PurePath], object], ...] = (
    str, os.fspath, bytes, lambda p: p.parts, lambda p: p.name, lambda p: p.suffix,
    lambda p: p.stem, lambda p: p.is_absolute(), lambda p: p.as_posix(), lambda p: str(p.parent),
    lambda p: [str(one) for one in p.parents], hash,
)  # fmt: skip


@given(_PIECES)
def test_a_name_is_read_as_the_library_reads_it(pieces: list[str]) -> None:
    """Joined and parted, its parts, its folder, its hash."""
    ours, theirs = Path(*pieces), pathlib.Path(*pieces)
    for word in _WORDS:
        assert word(ours) == word(theirs)
    assert ours == theirs
    assert theirs == ours


@given(_PIECES, _PIECES, st.sampled_from(("z", "z.y", ".z", "", ".", "a/b")))
def test_two_names_as_the_library_has_them(one: list[str], two: list[str], name: str) -> None:
    """Order, joining, and another name in the same folder, with its errors."""
    ours, theirs = (Path(*one), Path(*two)), (pathlib.Path(*one), pathlib.Path(*two))
    inside = [("/x" / path, "/x" / other) for path, other in zip(ours, theirs, strict=True)]
    if all(path.parts[:2] == ("/", "x") for path, _ in inside):
        assert (inside[0][0] < inside[1][0]) == (inside[0][1] < inside[1][1])
        assert (inside[0][0] >= inside[1][0]) == (inside[0][1] >= inside[1][1])
    assert str(ours[0] / ours[1]) == str(theirs[0] / theirs[1])
    assert str(str(theirs[0]) / ours[1]) == str(theirs[0] / theirs[1])
    try:
        expected = str(theirs[0].with_name(name))
    except ValueError:
        with pytest.raises(ValueError, match="called"):
            ours[0].with_name(name)
    else:
        assert str(ours[0].with_name(name)) == expected


def _places(top: pathlib.Path) -> list[str]:
    (top / "folder/inner").mkdir(parents=True)
    (top / "folder/file").write_text("one\r\ntwo\n", newline="")
    (top / "to-file").symlink_to("folder/file")
    (top / "to-folder").symlink_to("folder")
    (top / "to-nothing").symlink_to("nowhere")
    (top / "loop").symlink_to("loop")
    names = ("folder", "folder/file", "to-file", "to-folder", "to-nothing", "loop", "nowhere")
    more = ("folder/file/below", "to-folder/../folder/file", "x" * 300, "to-folder/inner", "a\0b")
    return [str(top / name) for name in (*names, *more)]


_LOOKS: tuple[Callable[[pathlib.Path], object], ...] = (
    pathlib.Path.exists, pathlib.Path.is_dir, pathlib.Path.is_file, pathlib.Path.is_symlink,
    pathlib.Path.read_bytes, pathlib.Path.read_text, pathlib.Path.stat, pathlib.Path.lstat,
    lambda p: sorted(str(one) for one in p.iterdir()), lambda p: str(p.resolve()),
    lambda p: str(p.resolve(strict=True)), lambda p: sorted(str(one) for one in p.glob("*")),
)  # fmt: skip


def _said(look: Callable[[pathlib.Path], object], place: object) -> object:
    try:
        name = getattr(look, "__name__", "")
        found = getattr(place, name)() if hasattr(pathlib.Path, name) else look(place)  # type: ignore[arg-type]
    except (OSError, ValueError, RuntimeError) as error:
        return type(error), getattr(error, "errno", None)
    return tuple(found[:7]) if isinstance(found, os.stat_result) else found


def test_what_is_on_the_disk_is_seen_as_the_library_sees_it(tmp_path: pathlib.Path) -> None:
    """Files, folders, links, loops and what is not there: the same answer or the same error."""
    for place in _places(tmp_path):
        for look in _LOOKS:
            assert _said(look, Path(place)) == _said(look, pathlib.Path(place)), place


def test_what_is_written_is_there(tmp_path: pathlib.Path) -> None:
    """Making, writing, renaming and taking away, and the errors of each."""
    folder = Path(tmp_path) / "a/b"
    with pytest.raises(FileNotFoundError):
        folder.mkdir()
    folder.mkdir(parents=True)
    folder.mkdir(exist_ok=True)
    with pytest.raises(FileExistsError):
        folder.mkdir()
    file = folder / "file"
    assert file.write_text("one\n") == 4
    assert file.write_bytes(b"two") == 3
    with file.open() as opened:
        assert opened.read() == "two"
    file.chmod(0o600)
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(file.replace(folder / "other")) == str(tmp_path / "a/b/other")
    with pytest.raises(FileNotFoundError):
        file.unlink()
    file.unlink(missing_ok=True)
    file.touch()
    assert file.is_file()
    file.touch()
    with pytest.raises(FileExistsError):
        file.touch(exist_ok=False)
    assert Path.cwd() == pathlib.Path.cwd()


def test_a_path_is_made_of_strings() -> None:
    """Bytes and numbers are refused as the library refuses them; unknown words too."""
    with pytest.raises(TypeError):
        Path(b"a")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Path(1)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        _ = Path("a").nothing_of_this_name  # type: ignore[attr-defined]
