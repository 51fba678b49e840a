"""``python -m agsec`` is ``agsec``."""

from __future__ import annotations

from agsec.cli import main

if __name__ == "__main__":
    main()
