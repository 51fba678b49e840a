"""Trees of texts that were composed before, by content: what has not changed is not read again.

A file is still parsed, checked and lowered with the others, so that findings and bundles are those of a clean build.
An entry is found by the digest of the text and of what made the tree, and carries a digest over its own content: one
that is cut off, damaged or under another's name is no entry. That is no protection from somebody who writes entries on
purpose. The directory has to be as safe as the bundle: entries count only where nobody else can write.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgpack
import ruamel.yaml

from agsec_runtime import abi

from . import compose, events
from .compose import Node
from .source import Source, Span

MAX_BYTES = 64 << 20  # of all entries; beyond them the ones longest unused go
_DIGEST = 32  # bytes


@dataclass(frozen=True)
class Cache:
    """Entries in a directory, which is made when there is something to keep. What cannot be kept is composed anew."""

    directory: Path

    def tree(self, source: Source) -> Node | None:
        """The tree of ``source``, if it is known."""
        try:
            if not _is_ours(self.directory.lstat()):
                return None
            key = _key(source)
            file = self.directory / key.hex()
            node = _decoded(file.read_bytes(), key)
            os.utime(file)
        except (OSError, ValueError, TypeError, KeyError, IndexError, msgpack.UnpackException):
            return None
        return node

    def keep(self, source: Source, node: Node) -> None:
        """Remember a tree that was composed without a finding."""
        with suppress(OSError):
            key = _key(source)
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(self.directory.lstat()):
                self._write(key.hex(), _encoded(node, key))

    def trim(self) -> None:
        """Remove what was unused for longest, beyond the bound."""
        with suppress(OSError):
            entries = [(entry.stat(), entry.path) for entry in os.scandir(self.directory)]
            left = sum(status.st_size for status, _ in entries)
            for status, path in sorted(entries, key=lambda each: each[0].st_mtime_ns):
                if left <= MAX_BYTES:
                    return
                Path(path).unlink(missing_ok=True)
                left -= status.st_size

    def _write(self, name: str, data: bytes) -> None:
        """In one step: whoever reads meanwhile sees all of it or nothing. A crash may lose it, and its digest tells."""
        handle, temporary = tempfile.mkstemp(dir=self.directory)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).replace(self.directory / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _is_ours(status: os.stat_result) -> bool:
    """A directory in which nobody but this user can write: what root compiles is never taken from somebody else."""
    if not stat.S_ISDIR(status.st_mode):
        return False
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _key(source: Source) -> bytes:
    text = source.text.encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=_DIGEST, key=_made_by()).digest()


@lru_cache(maxsize=1)
def _made_by() -> bytes:
    """The release and the code that composes, so that no entry outlives it. Raises ``OSError``."""
    code = b"".join(Path(module).read_bytes() for module in (__file__, compose.__file__, events.__file__))
    made_by = f"{abi.RELEASE} {ruamel.yaml.__version__} ".encode() + code
    return blake2b(made_by, digest_size=_DIGEST).digest()


def _encoded(node: Node, key: bytes) -> bytes:
    payload: bytes = msgpack.packb(_row(node))
    return blake2b(payload, digest_size=_DIGEST, key=key).digest() + payload


def _decoded(data: bytes, key: bytes) -> Node:
    payload = data[_DIGEST:]
    if blake2b(payload, digest_size=_DIGEST, key=key).digest() != data[:_DIGEST]:
        raise ValueError("damaged")
    return _node(msgpack.unpackb(payload))


def _row(node: Node) -> list[Any]:
    """Three columns for a scalar, five for a list, six for a mapping, whose keys and values take turns."""
    value, place = node.value, [node.span.start, node.span.end]
    if isinstance(value, dict):
        return [*place, node.size, node.height, [_row(each) for pair in value.values() for each in pair], True]
    if isinstance(value, list):
        return [*place, node.size, node.height, list(map(_row, value))]
    return [*place, value]


def _node(row: list[Any]) -> Node:
    if len(row) == 3:
        return Node(row[2], Span(row[0], row[1]))
    value: Any = list(map(_node, row[4]))
    if len(row) == 6:
        value = {key.value: (key, node) for key, node in zip(value[::2], value[1::2], strict=True)}
    return Node(value, Span(row[0], row[1]), row[2], row[3])
