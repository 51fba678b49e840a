"""Look into a bundle: what it was made from, and what the runtime finds in it."""

from .contents import Bucket, Contents, Row, read
from .disassembly import Instruction, disassembled
from .patterns import Engine

__all__ = ["Bucket", "Contents", "Engine", "Instruction", "Row", "disassembled", "read"]
