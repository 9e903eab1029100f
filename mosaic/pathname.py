"""``Path`` as the standard library has it, for what a plain call asks of one.

To import ``pathlib`` costs as much as an empty Python, most of it for patterns and addresses that
nobody asks for. Here are the methods that every command uses, on ``os``; any other is
``pathlib``'s own, imported then. On Windows it is ``pathlib``'s all through.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING or os.name == "nt":
    from pathlib import Path as Path
else:
    from errno import EBADF, ELOOP, ENOENT, ENOTDIR

    #: What a file that is not there is called by the system; nothing else is "not there".
    _ABSENT = (ENOENT, ENOTDIR, EBADF, ELOOP)

    #: What the library's hash is of, which ours is equal to.
    _BY_PARTS = sys.version_info < (3, 12)

    def _plain(text):
        """A path without what says nothing: empty and ``.`` parts, a slash at its end."""
        odd = "//" in text or "/." in text or text[-1:] == "/" or text[:2] == "./"
        if not odd:
            return text or "."
        root = "//" if text[:2] == "//" and text[2:3] != "/" else "/" if text[:1] == "/" else ""
        return root + "/".join([p for p in text.split("/") if p and p != "."]) or "."

    class Path:
        """A file or folder by name."""

        __slots__ = ("_text",)

        def __init__(self, *parts):
            texts = [os.fspath(part) for part in parts]
            if any(not isinstance(text, str) for text in texts):
                raise TypeError("a path is made of strings")
            self._text = _plain(os.path.join(*texts) if texts else ".")

        @classmethod
        def cwd(cls):
            """The folder that this process is in."""
            return cls(os.getcwd())

        def __getattr__(self, name):
            if name[:2] == "__":
                raise AttributeError(name)
            import pathlib

            return getattr(pathlib.Path(self._text), name)

        def __fspath__(self):
            return self._text

        __str__ = __fspath__

        def __repr__(self):
            return f"Path({self._text!r})"

        def __bytes__(self):
            return os.fsencode(self._text)

        def __truediv__(self, other):
            return Path(self._text, other)

        def __rtruediv__(self, other):
            return Path(other, self._text)

        def __eq__(self, other):
            if isinstance(other, Path):
                return self._text == other._text
            known = hasattr(other, "__fspath__") and hasattr(other, "parts")
            return self._text == os.fspath(other) if known else NotImplemented

        def __lt__(self, other):
            return self.parts < other.parts

        def __le__(self, other):
            return self.parts <= other.parts

        def __gt__(self, other):
            return self.parts > other.parts

        def __ge__(self, other):
            return self.parts >= other.parts

        def __hash__(self):
            return hash(self.parts if _BY_PARTS else self._text)

        @property
        def parts(self):
            """The names on the way; the root is the first of an absolute path."""
            text = self._text
            root = text[: len(text) - len(text.lstrip("/"))]
            names = tuple(text[len(root) :].split("/")) if text not in (".", root) else ()
            return (root, *names) if root else names

        @property
        def name(self):
            """The last name; '' where there is none."""
            return self._text[self._text.rfind("/") + 1 :] if self._text != "." else ""

        @property
        def suffix(self):
            """What stands behind the name's last dot, with the dot; '' where that is all of it."""
            head, dot, end = self.name.rpartition(".")
            return dot + end if head and end else ""

        @property
        def parent(self):
            """The folder that it stands in; of a root, itself."""
            parts = self.parts
            return Path(*parts[:-1]) if len(parts) > 1 or not self._text.startswith("/") else self

        def with_name(self, name):
            """Another name in the same folder."""
            if not self.name or not name or "/" in name or name == ".":
                raise ValueError(f"{self._text!r} cannot be called {name!r}")
            return self.parent / name

        def is_absolute(self):
            """Whether it begins at a root."""
            return self._text.startswith("/")

        def stat(self, *, follow_symlinks=True):
            """What the system says of it."""
            return os.stat(self._text, follow_symlinks=follow_symlinks)

        def lstat(self):
            """What the system says of it, not of what it points to."""
            return os.lstat(self._text)

        def _mode(self, ask):
            try:
                return ask(self._text).st_mode
            except OSError as error:
                if error.errno not in _ABSENT:
                    raise
            except ValueError:
                return 0
            return 0

        def exists(self):
            """Whether it is there."""
            return self._mode(os.stat) != 0

        def is_dir(self):
            """Whether it is a folder."""
            return self._mode(os.stat) & 0o170000 == 0o040000

        def is_file(self):
            """Whether it is a plain file."""
            return self._mode(os.stat) & 0o170000 == 0o100000

        def is_symlink(self):
            """Whether it points elsewhere."""
            return self._mode(os.lstat) & 0o170000 == 0o120000

        def open(self, *how, **words):
            """Open it, as the builtin does."""
            return open(self._text, *how, **words)

        def read_bytes(self):
            """All of it."""
            with open(self._text, "rb") as file:
                return file.read()

        def read_text(self, encoding=None, errors=None):
            """All of it as text."""
            with open(self._text, encoding=encoding, errors=errors) as file:
                return file.read()

        def write_bytes(self, data):
            """Write it anew."""
            with open(self._text, "wb") as file:
                return file.write(data)

        def write_text(self, text, encoding=None, errors=None, newline=None):
            """Write it anew as text."""
            with open(self._text, "w", encoding=encoding, errors=errors, newline=newline) as file:
                return file.write(text)

        def chmod(self, mode, *, follow_symlinks=True):
            """Say who may do what with it."""
            os.chmod(self._text, mode, follow_symlinks=follow_symlinks)

        def touch(self, mode=0o666, exist_ok=True):
            """Make the file where there is none; its time is now."""
            if exist_ok and self.exists():
                os.utime(self._text)
            else:
                flags = os.O_CREAT | os.O_WRONLY | (0 if exist_ok else os.O_EXCL)
                os.close(os.open(self._text, flags, mode))

        def iterdir(self):
            """What is in the folder, in no order."""
            return iter([self / name for name in os.listdir(self._text)])

        def resolve(self, strict=False):
            """Absolute, and past every link."""
            try:
                real = os.path.realpath(self._text, strict=strict)
                if not strict:
                    os.stat(real)
            except OSError as error:
                if error.errno not in (ENOENT, ENOTDIR) or strict:
                    return Path(self.__getattr__("resolve")(strict))
                real = os.path.realpath(self._text)
            return Path(real)

        def unlink(self, missing_ok=False):
            """Take the file away."""
            try:
                os.unlink(self._text)
            except FileNotFoundError:
                if not missing_ok:
                    raise

        def mkdir(self, mode=0o777, parents=False, exist_ok=False):
            """Make the folder, and those that it stands in."""
            try:
                os.mkdir(self._text, mode)
            except FileNotFoundError:
                if not parents or self.parent == self:
                    raise
                self.parent.mkdir(parents=True, exist_ok=True)
                self.mkdir(mode, exist_ok=exist_ok)
            except OSError:
                if not exist_ok or not self.is_dir():
                    raise

        def replace(self, target):
            """Give it another name, in place of what has it; the new path."""
            os.replace(self._text, target)
            return Path(target)


__all__ = ("Path",)
