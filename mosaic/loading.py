"""Our own modules are found at the one place where each must be, by their current bytecode.

Python's finders ask for a module under six names, three finders before them, and list each folder:
most of what a small module costs is that. Here one file is opened. Whatever is not plain (no
bytecode, one that is not of this source, a package that lies in no folder) is theirs, as before.
"""

from __future__ import annotations

import os
import sys

import mosaic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec, SourceFileLoader
    from importlib.util import MAGIC_NUMBER
    from types import CodeType, ModuleType
else:
    from _frozen_importlib import ModuleSpec
    from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader

_HEAD = "mosaic."
#: A file of bytecode begins with so many bytes about its source (PEP 552).
_ABOUT = 16


class _Loader(SourceFileLoader):
    """Python's own loader, which has the bytecode already."""

    bytecode = b""

    def get_code(self, fullname: str) -> CodeType | None:
        """The module's code; asked once more, as Python reads it."""
        import marshal

        data, self.bytecode = self.bytecode, b""
        code: CodeType | None = marshal.loads(memoryview(data)[_ABOUT:]) if data else None
        if code is not None and code.co_filename == self.path:
            return code
        return super().get_code(fullname)  # it was compiled elsewhere: a traceback names its file


class _Finder:
    """Finds modules of this package; of anything else it knows nothing."""

    def __init__(self, top: str) -> None:
        self.top = top

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module is, or None: the other finders tell."""
        if not name.startswith(_HEAD):
            return None
        place = f"{self.top}/{name[len(_HEAD) :].replace('.', '/')}"
        folder, _, last = place.rpartition("/")
        return _spec(name, folder, last) or _spec(name, place, "__init__")


def _spec(name: str, folder: str, last: str) -> ModuleSpec | None:
    """The module's place, where this file is it and its bytecode is current."""
    source = f"{folder}/{last}.py"
    cached = f"{folder}/__pycache__/{last}.{sys.implementation.cache_tag}.pyc"
    data = _bytecode(source, cached)
    if not data:
        return None
    loader, package = _Loader(name, source), last == "__init__"
    loader.bytecode = data
    spec = ModuleSpec(name, loader, origin=source, is_package=package)
    spec.cached, spec.has_location = cached, True
    if spec.submodule_search_locations is not None:
        spec.submodule_search_locations.append(folder)
    return spec


def _bytecode(source: str, cached: str) -> bytes:
    """A source's bytecode, with what it says of its source; b'' where it is not of this one."""
    try:
        stat = os.stat(source)
        file = os.open(cached, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        data = os.read(file, os.fstat(file).st_size)
    finally:
        os.close(file)
    numbers = (0, int(stat.st_mtime) & 0xFFFFFFFF, stat.st_size & 0xFFFFFFFF)
    about = MAGIC_NUMBER + b"".join([number.to_bytes(4, "little") for number in numbers])
    return data if data[:_ABOUT] == about else b""


def quickly() -> None:
    """Let our modules be found so in this process, where Python keeps bytecode as it does."""
    spec, kept = mosaic.__spec__, sys.implementation.cache_tag
    plain = os.sep == "/" and kept and not (sys.flags.optimize or sys.pycache_prefix)
    if plain and spec is not None and type(spec.loader) is SourceFileLoader:
        sys.meta_path.insert(0, _Finder(mosaic.__path__[0]))
