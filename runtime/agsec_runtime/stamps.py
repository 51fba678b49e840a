"""See whether the policy files changed since they were compiled: size, time and inode of each file and directory."""

from __future__ import annotations

from .installation import STAMPS, Installation, read_record
from .jsontext import dumps
from .system import posix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def stamp(path: str) -> list[int]:
    """What changes when ``path`` does: size, modification time in nanoseconds, inode; nothing for a missing file."""
    try:
        status = posix.stat(path)
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def spelled(paths: Iterable[str]) -> str:
    """The stamps of ``paths`` as they are kept beside the bundle."""
    return dumps({path: stamp(path) for path in paths})


def changed(installation: Installation) -> str | None:
    """The first path that is not as it was compiled, or None. Raises ``InstallationError``."""
    for source, known in read_record(installation.path(STAMPS)).items():
        if stamp(source) != known:
            return source
    return None


def first_in_session(installation: Installation, session: str) -> bool:
    """Whether nobody has been told yet in this session. Where that cannot be noted, it is said again."""
    from _blake2 import blake2b

    from .installation import SESSIONS

    name = blake2b(session.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    flags = posix.O_CREAT | posix.O_EXCL | posix.O_WRONLY | posix.O_NOFOLLOW
    try:
        posix.close(posix.open(f"{installation.path(SESSIONS)}/{name}", flags, 0o600))
    except FileExistsError:
        return False
    except OSError:
        return True
    return True
