"""Signals wait while an entry is between its commit point and its end, then they count.

The command's own end (130) comes from KeyboardInterrupt, which only ``cli.py`` catches.
"""

from __future__ import annotations

import sys

from mosaic.standard import Iterator, contextmanager, signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

#: What ends a command from outside: Ctrl-C, a terminal that goes, a polite kill.
ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGHUP", "SIGTERM") if hasattr(signal, name)
)


def end_politely() -> None:
    """Let every ending signal raise KeyboardInterrupt; the first counts, later ones are ignored,
    so that what is being put away is put away. What the caller ignores stays ignored."""

    def once(_signal: int, _frame: FrameType | None) -> None:
        for name in ENDING:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    for name in ENDING:
        if signal.getsignal(name) != signal.SIG_IGN:
            signal.signal(name, once)


def hear_children() -> None:
    """Let the system keep how a child ended until we ask, whatever our caller ignores: to whom it
    is not told, a hook's refusal is a success. Children have it so too."""
    child = getattr(signal, "SIGCHLD", None)
    if child is not None and signal.getsignal(child) == signal.SIG_IGN:
        signal.signal(child, signal.SIG_DFL)


#: Whether some ``with`` holds them back already: one inside it ends as it does.
_held: list[bool] = []


def is_main_thread() -> bool:
    """Whether this is the thread that signals come to; where nobody loaded threads, it is."""
    threading = sys.modules.get("threading")
    return threading is None or threading.current_thread() is threading.main_thread()


@contextmanager
def unbroken() -> Iterator[None]:
    """Hold ending signals back for the length of a ``with``; one that came is raised at its end,
    and where there is a ``with`` around it, at that one's."""
    if _held or not is_main_thread():
        yield
        return
    came = []
    handlers = {name: signal.getsignal(name) for name in ENDING}
    before = {n: h for n, h in handlers.items() if h not in (None, signal.SIG_IGN)}

    def later(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    for name in before:
        signal.signal(name, later)
    _held.append(True)
    try:
        yield
    finally:
        _held.clear()
        for name, handler in before.items():
            signal.signal(name, handler)
        if came:
            raise KeyboardInterrupt
