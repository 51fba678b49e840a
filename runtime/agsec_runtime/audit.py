"""Append one record per decision: a hash-chained JSON line, in a single write, under a lock.

Each record ends in ``hash``, the BLAKE2b of the previous record's hash and of its own text before that field. No
fsync under the lock: 16 processes then append at 14.5 us a record (median), and nothing is lost or torn. A small file
beside the log, its head, tells how far the log reached, so that an end that was cut off is missed.
"""

from __future__ import annotations

from _blake2 import blake2b

from .jsontext import dumps
from .redact import MAX_ITEMS, MAX_TEXT, redact, shortened
from .system import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .decision import Decision, Request

VERSION = 1
MAX_RECORD = 65_536  # bytes; of what would be longer, less is kept of each text
LIMITS = (MAX_TEXT, MAX_TEXT // 8, MAX_TEXT // 64)
MAX_LABEL = MAX_TEXT // 2  # characters of a text that is no content: an action, a directory, a session
HASH = 32  # hexadecimal digits
GENESIS = "0" * HASH
TAIL = len(',"hash":"') + HASH + len('"}\n')
CUT = "[too large to keep]"
LABELS = ("id", "completes", "time", "host", "session", "cwd", "action", "effect", "sid", "matched_by", "revision")
BULKY = ("params", "result", "error", "undecidable")
ALWAYS = ("v", *LABELS, "reason", "duration_us", "enforced", "outcome", "approved_by")  # kept of a record of any size
HEAD = 107  # bytes: "agsec-head", size, hash, since, lost


class AuditError(Exception):
    """The record could not be kept. An allow or a review then becomes deny, unless the installation says otherwise."""


class LockedError(AuditError):
    """Somebody else holds the log's lock."""


def record(
    request: Request,
    decision: Decision,
    revision: str | None,
    seconds: float,
    started: float,
    enforced: str | None = None,
) -> dict[str, Any]:
    """What is kept of a decision; its params are redacted when it is written.

    ``started`` is in seconds since 1970, ``seconds`` is how long it took. ``enforced`` is the effect on the host, where
    it honours the decision's own by another.
    """
    context = request.context
    fields = {
        "v": VERSION,
        "id": posix.urandom(8).hex(),
        "time": utc(started),
        "host": context.get("host"),
        "session": context.get("session_id"),
        "cwd": context.get("cwd"),
        "action": request.action,
        "params": request.params,
        "effect": decision.effect,
        "sid": decision.sid,
        "matched_by": decision.matched_by,
        "reason": decision.reason,
        "undecidable": [list(each) for each in decision.undecidable],
        "revision": revision,
        "duration_us": round(seconds * 1e6),
    }
    if enforced is not None:
        fields["enforced"] = enforced
    return fields


def append(path: str, fields: dict[str, Any], wait: bool = True) -> None:
    """Append a record to the log at ``path``, which is created with mode 0600. Raises ``AuditError``.

    ``wait``: for the lock, if somebody else holds it.
    """
    write(path, body(fields), wait)


def write(path: str, text: str, wait: bool = True) -> None:
    """Append a record that ``body`` made. Raises ``AuditError``; where it is not to wait, ``LockedError``."""
    try:
        log = _open(path, posix.O_APPEND)
        try:
            _append(log, head_path(path), text, wait)
        finally:
            posix.close(log)
    except BlockingIOError:
        raise LockedError(f"the audit record cannot be written to {path}: somebody else holds its lock") from None
    except (OSError, ImportError) as error:
        raise AuditError(f"the audit record cannot be written to {path}: {error}") from None


def body(fields: dict[str, Any]) -> str:
    """The record's text, redacted; where that is too long, with less of each text, or without what is bulky."""
    for limit in LIMITS:
        text = dumps({name: _kept(name, value, limit) for name, value in fields.items()})
        if len(text) <= MAX_RECORD - TAIL:
            return text
    return dumps(_least(fields))


def _kept(name: str, value: Any, limit: int) -> Any:
    if name in LABELS and type(value) is str:
        return shortened(value, min(limit, MAX_LABEL))
    if name == "undecidable" and type(value) is list:  # Pairs of a sid and a reason: the one does not name the other.
        pairs = [each if type(each) is list else [each] for each in value[:MAX_ITEMS]]
        return [[redact(part, limit) for part in pair[:MAX_ITEMS]] for pair in pairs]
    return redact(value, limit)


def _least(fields: dict[str, Any]) -> dict[str, Any]:
    """A record of any size in few words: every text of it is short, and what is bulky is left out with a word."""
    known = {name: _short(_kept(name, fields[name], LIMITS[-1])) for name in ALWAYS if name in fields}
    bulky = {name: [] if name == "undecidable" else CUT for name in BULKY if name in fields}
    return {**known, **bulky}


def _short(value: Any) -> Any:
    """Short whatever it is: an integer may have thousands of digits."""
    if value is None or type(value) in (bool, float) or (type(value) is int and abs(value) < 1 << 63):
        return value
    return value if type(value) is str else shortened(str(value), LIMITS[-1])


def chained(previous: str, body: str) -> str:
    """The hash of a record whose text before its ``hash`` field is ``body``."""
    return blake2b((previous + body).encode(), digest_size=HASH // 2).hexdigest()


def head_path(path: str) -> str:
    """Where the head of the log at ``path`` stands."""
    return path.removesuffix(".jsonl") + ".head"


def read_head(raw: bytes) -> tuple[int, str, int, int] | None:
    """What a head says, or None where it says nothing that can be understood.

    The log's size, the hash of the record that ends there, and, where the head was found at odds with the log once,
    the size from which it is kept since, and the size that it told of before. Sizes are in bytes.
    """
    words = raw[:HEAD].decode("ascii", "replace").split()
    if len(raw) < HEAD or len(words) != 5 or words[0] != "agsec-head" or len(words[2]) != HASH:
        return None
    sizes = [words[1], words[3], words[4]]
    if not all([each.isdigit() for each in sizes]):
        return None
    size, since, lost = map(int, sizes)
    return size, words[2], since, lost


def _open(path: str, besides: int) -> int:
    flags = posix.O_RDWR | posix.O_CREAT | posix.O_CLOEXEC | posix.O_NOFOLLOW | posix.O_NONBLOCK | besides
    try:
        descriptor = posix.open(path, flags, 0o600)
    except FileNotFoundError:
        _make_directories(path.rpartition("/")[0])
        descriptor = posix.open(path, flags, 0o600)
    if posix.fstat(descriptor).st_mode & 0o170000 != 0o100000:
        posix.close(descriptor)
        raise OSError("it is no regular file")
    return descriptor


def _make_directories(path: str) -> None:
    try:
        posix.mkdir(path, 0o700)
    except FileNotFoundError:
        _make_directories(path.rpartition("/")[0])
        posix.mkdir(path, 0o700)
    except FileExistsError:
        return


def _append(log: int, head_at: str, body: str, wait: bool) -> None:
    from fcntl import LOCK_EX, LOCK_NB, lockf  # A shared library in some builds: loaded only when there is a record.

    lockf(log, LOCK_EX if wait else LOCK_EX | LOCK_NB)  # Released when it is closed, or the process ends.
    head = _open(head_at, 0)  # With O_APPEND, Linux would heed no offset.
    try:
        size = posix.fstat(log).st_size
        previous, torn = _last(log, size)
        body = body[:-1]
        digest = chained(previous, body)
        line = f'{body},"hash":"{digest}"}}\n'.encode()
        if torn:
            line = b"\n" + line
        since, lost = _kept_since(posix.pread(head, HEAD, 0), size, previous)
        told = f"agsec-head {size + len(line):020d} {digest} {since:020d} {lost:020d}\n".encode()
        try:
            _demand_whole(posix.write(log, line), line)
            _demand_whole(posix.pwrite(head, told, 0), told)
        except BaseException:
            posix.ftruncate(log, size)
            raise
    finally:
        posix.close(head)


def _demand_whole(written: int, data: bytes) -> None:
    if written != len(data):
        raise OSError("the disk is full")


def _kept_since(raw: bytes, size: int, previous: str) -> tuple[int, int]:
    """From which size of the log its head was kept, and what it said before, if it and the log ever disagreed.

    A log that is longer than its head says is none of that: a writer was stopped between the two.
    """
    head = read_head(raw)
    if head is None:
        return size, 0
    told, digest, since, lost = head
    if since or lost or told < size or (told == size and digest == previous):
        return since, lost
    return size, told


def _last(descriptor: int, size: int) -> tuple[str, bool]:
    """The last record's hash, and whether what stands last is no whole record."""
    if not size:
        return GENESIS, False
    tail = posix.pread(descriptor, TAIL, max(0, size - TAIL))
    whole = len(tail) == TAIL and tail.startswith(b',"hash":"') and tail.endswith(b'"}\n')
    return (tail[9 : 9 + HASH].decode("ascii", "replace") if whole else GENESIS), not tail.endswith(b"\n")


def utc(seconds: float) -> str:
    """A moment in seconds since 1970 as text, such that earlier ones sort before later ones."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(seconds)) + f".{int(seconds % 1 * 1e6):06d}Z"
