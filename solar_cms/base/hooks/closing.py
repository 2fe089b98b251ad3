"""What upper apps still have open with an employer or a workplace, asked before one is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from solar_cms.base.hooks.registry import Registry
from solar_cms.base.problems import Problem

# (employer or workplace) → Problems that stand in the way of closing it.
closing_checks: Registry[Callable[[Any], Iterable[Problem]]] = Registry("check before closing")
