"""Reading objects through one ``git cat-file --batch``, and building blobs and trees."""

from __future__ import annotations

from mosaic.errors import LedgerUnusable, Outside
from mosaic.ledger.git import DURABLE, SETTLED, Git, environment
from mosaic.ledger.plain import Object as Object
from mosaic.ledger.plain import Plain, Unsure
from mosaic.parse.paths import is_written
from mosaic.pathname import Path
from mosaic.signals import unbroken
from mosaic.standard import IO, Iterable, Iterator, Mapping, contextmanager, suppress
from mosaic.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mosaic.ledger.children import Child

TREE, FILE, EXECUTABLE = "40000", "100644", "100755"
#: The tree without files, which every git knows; by the length of an object's id.
_EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


@dataclass(frozen=True)
class TreeItem:
    """One line of a tree."""

    mode: str
    name: bytes
    oid: str


class Reader:
    """Objects by name, from one git process that starts when it is first asked.

    ``env`` stands in for the sealed environment, where a push is looked at before it is let in.
    ``plain``: the git directory of a plain repository, whose files say what is beyond doubt.
    """

    __slots__ = ("_env", "_git", "_plain", "_process")

    def __init__(
        self, git: Git, env: Mapping[str, str] | None = None, plain: Path | None = None
    ) -> None:
        self._git, self._env = git, env
        self._plain = Plain(str(plain), self._asked) if plain else None
        self._process: Child | None = None

    def get(self, name: str) -> Object | None:
        """The object that this name means, or None where there is none."""
        if "\n" in name or "\0" in name:
            return None
        try:
            return self._plain.get(name) if self._plain else self._asked(name)
        except Unsure:
            return self._asked(name)

    def kept(self, oid: str) -> bytes | None:
        """The bytes of an object that was read before and is still held."""
        return self._plain.kept(oid) if self._plain else None

    def _asked(self, name: str) -> Object | None:
        """What git says."""
        ask, answer = self._pipes()
        ask.write(name.encode("utf-8", "surrogateescape") + b"\n")
        ask.flush()
        head = answer.readline().rstrip(b"\n")
        if not head:
            raise Outside("git cat-file ended before its answer")
        words = head.rsplit(b" ", 2)
        if len(words) != 3 or not words[2].isdigit():
            return None
        body = answer.read(int(words[2]))
        answer.read(1)
        return Object(words[0].decode(), words[1].decode(), body)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            from mosaic.ledger.children import start

            try:
                with unbroken():
                    self._process = start(
                        ("git", *SETTLED, "cat-file", "--batch"),
                        self._git.cwd,
                        self._env or environment(),
                    )
            except FileNotFoundError as error:
                raise Outside("git is not installed, or this folder is gone") from error
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def close(self) -> None:
        """End the git process, if one was started."""
        if self._process is not None:
            for stream in self._pipes():
                with suppress(BrokenPipeError):  # it has ended, and did not hear the last question
                    stream.close()
            self._process.wait()
            self._process = None


@contextmanager
def reading(git: Git, env: Mapping[str, str] | None = None) -> Iterator[Reader]:
    """A reader for the length of a ``with``."""
    reader = Reader(git, env)
    try:
        yield reader
    finally:
        reader.close()


def tree_items(body: bytes, width: int) -> tuple[TreeItem, ...]:
    """The lines of a tree object; ``width`` is an object id's length in bytes."""
    items, at = [], 0
    while at < len(body):
        space, nul = body.index(b" ", at), body.index(b"\0", at)
        end = nul + 1 + width
        items.append(
            TreeItem(body[at:space].decode(), body[space + 1 : nul], body[nul + 1 : end].hex())
        )
        at = end
    return tuple(items)


def empty_tree(oid: str) -> str:
    """The id of the tree without files, of the same kind as this id."""
    return _EMPTY[len(oid)]


def _inside(path: str) -> bool:
    """Whether a path stays in the tree; git cat-file ends at one that does not."""
    return not any(part in ("", ".", "..") for part in path.split("/"))


@dataclass(frozen=True)
class CommitFiles:
    """The files of one commit; of none where ``commit`` is ''."""

    reader: Reader
    commit: str

    @property
    def tree(self) -> str:
        """The commit's tree, or '' of none."""
        found = self.reader.get(f"{self.commit}^{{tree}}") if self.commit else None
        return found.oid if found else ""

    def read(self, path: str) -> str | None:
        """A file's text. Errors: LedgerUnusable where a file that entries write is no UTF-8 text;
        what is only quoted, such as a report, is read as far as it is."""
        data = self.bytes_of(path)
        if data is None:
            return None
        if not is_written(path):
            return data.decode("utf-8", "replace")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise no_text(path, error) from error

    def bytes_of(self, path: str) -> bytes | None:
        """A file's bytes, or None where there is no such file."""
        found = self.reader.get(f"{self.commit}:{path}") if self.commit and _inside(path) else None
        return found.body if found and found.kind == "blob" else None

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of the files directly in a folder, sorted."""
        found = self.reader.get(f"{self.commit}:{folder}") if self.commit else None
        if not found or found.kind != "tree":
            return ()
        items = tree_items(found.body, len(found.oid) // 2)
        names = (i.name.decode("utf-8", "surrogateescape") for i in items if i.mode != TREE)
        return tuple(sorted(names))


def known_at(
    reader: Reader, commit: str, paths: Iterable[str]
) -> dict[str, tuple[str, bytes | None]]:
    """Those of these files that are at a commit: ids, and bytes where they were read before; but
    for trees nothing is read."""
    found = {}
    for path in paths if commit else ():
        folder, _, name = path.rpartition("/")
        tree = reader.get(f"{commit}:{folder}" if folder else f"{commit}^{{tree}}")
        items = tree_items(tree.body, len(tree.oid) // 2) if tree and tree.kind == "tree" else ()
        for item in items:
            if item.name == name.encode("utf-8", "surrogateescape") and item.mode != TREE:
                found[path] = item.oid, reader.kept(item.oid)
    return found


def write_object(git: Git, kind: str, body: bytes) -> str:
    """Store an object, on the disk when this returns; its id.

    (git's mktree and mktag pass over ``core.fsync``.)
    """
    if git.objects:
        from mosaic.ledger import loose

        return loose.store(git.objects, kind, body)
    return git.run(*DURABLE, "hash-object", "-t", kind, "-w", "--stdin", stdin=body).line


def no_text(path: str, error: UnicodeDecodeError) -> LedgerUnusable:
    """The error for bytes that are no UTF-8, with the line and column of the first of them."""
    before = error.object[: error.start].decode("utf-8")
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return LedgerUnusable(
        f"{path}:{len(lines)}:{len(lines[-1]) + 1}: byte {error.start} is no UTF-8",
        hint="save the file as UTF-8, then run 'mosaic-orchestrator adopt'",
    )


def write_blob(git: Git, data: bytes) -> str:
    """Store bytes as they are; their object id."""
    return write_object(git, "blob", data)


def write_tree(git: Git, reader: Reader, tree: str, blobs: Mapping[str, str | None]) -> str:
    """A tree like ``tree`` ('' for none) with these paths set to blobs, or gone where None.

    Only the trees on the way to these paths are read and written. Errors: LedgerUnusable where a
    path is a link, a submodule, or a folder that is a file.
    """
    old = reader.get(tree) if tree else None
    items = {i.name: i for i in tree_items(old.body, len(old.oid) // 2)} if old else {}
    below: dict[bytes, dict[str, str | None]] = {}
    for path, blob in blobs.items():
        first, slash, rest = path.partition("/")
        name = first.encode()
        if slash:
            below.setdefault(name, {})[rest] = blob
        elif blob is None:
            items.pop(name, None)
        else:
            items[name] = TreeItem(_file_mode(items.get(name), path), name, blob)
    for name, inner in below.items():
        here = items.get(name)
        if here and here.mode != TREE:
            raise _special(name.decode("utf-8", "replace"), here.mode)
        oid = write_tree(git, reader, here.oid if here else "", inner)
        items.pop(name, None)
        if oid:
            items[name] = TreeItem(TREE, name, oid)
    return _store_tree(git, tuple(items.values()))


def _file_mode(here: TreeItem | None, path: str) -> str:
    if here is None:
        return FILE
    if here.mode not in (FILE, EXECUTABLE):
        raise _special(path, here.mode)
    return here.mode


def _special(path: str, mode: str) -> LedgerUnusable:
    kind = {"120000": "a symbolic link", "160000": "a submodule", TREE: "a folder"}.get(
        mode, "a file"
    )
    return LedgerUnusable(
        f"'{path}' is {kind} in git; the ledger wants plain files in plain folders",
        hint="keep docs/ and its state files as plain folders and files",
    )


def _store_tree(git: Git, items: tuple[TreeItem, ...]) -> str:
    if not items:
        return ""
    ordered = sorted(items, key=lambda i: i.name + (b"/" if i.mode == TREE else b""))
    lines = (f"{i.mode} ".encode() + i.name + b"\0" + bytes.fromhex(i.oid) for i in ordered)
    return write_object(git, "tree", b"".join(lines))
