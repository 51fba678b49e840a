"""Why a request is decided as it is: each statement that is about it, each condition, the values they met.

The evaluator knows nothing of this. It decides first; then every candidate is asked again, condition by condition, by
the evaluator's own functions, so that an explanation cannot tell another story than the decision.
"""

from __future__ import annotations

from .explanation import Explanation, explain
from .policies import Policies, open_explained

__all__ = ["Explanation", "Policies", "explain", "open_explained"]
