"""What `helpers` offers by a name stays what it is, whatever is imported before or after."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import helpers
from helpers.paths import PROJECT

PACKAGES = ("helpers", "helpers.data", "helpers.plots", "helpers.widgets")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(helpers.__path__, "helpers.")
    if not module.name.startswith("helpers.course.cli")  # loads what no notebook needs
]


def in_a_fresh_process(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_means_both_a_module_and_something_else(package):
    in_a_fresh_process(f"""
import importlib, pkgutil, types
package = importlib.import_module({package!r})
modules = {{module.name for module in pkgutil.iter_modules(package.__path__)}}
offered = modules & {{*dir(package), *getattr(package, "__all__", ())}}
assert all(isinstance(getattr(package, name), types.ModuleType) for name in offered), offered
""")


@pytest.mark.parametrize("order", [1, -1], ids=["forwards", "backwards"])
@pytest.mark.parametrize("first", ["names", "modules"])
def test_importing_any_module_leaves_every_name_what_it_was(first, order):
    in_a_fresh_process(f"""
import importlib, helpers
names = lambda: {{name: getattr(helpers, name) for name in helpers.__all__}}
before = names() if {first == "names"} else None
for module in {MODULES[::order]}:
    importlib.import_module(module)
after = names()
assert after == (before or after)
assert all(callable(after[name]) for name in ("check", "hint", "failing_call"))
""")
