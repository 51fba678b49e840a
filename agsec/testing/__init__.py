"""Tests of policies: requests with the effect that they are to have, in `*_test.yaml` files beside the policies."""

from __future__ import annotations
