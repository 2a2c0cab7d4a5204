"""Tests that share what takes long to make run in one process, so that it is made once."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("together")
def test_pytest_and_xdist_keep_groups_together(request):
    """Some of their versions do not go together, and then a group is divided without a word."""
    if "PYTEST_XDIST_WORKER" not in os.environ or not request.config.getvalue("loadgroup"):
        pytest.skip("there is one process, or groups are not asked for")
    assert request.node.nodeid.endswith("@together")
