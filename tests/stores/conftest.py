"""Tests marked `stores` start Java or Virtuoso, and wait until they are asked for by that name."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "stores" in (config.option.markexpr or ""):
        return
    for item in items:
        if item.get_closest_marker("stores"):
            item.add_marker(pytest.mark.skip(reason="run by `make test-stores`"))
