"""Puts the contract into what is built, so that an installed tool has one.

The repository keeps one copy, in `openapi/`; `venice_contract/data/` is made of it at build time.
All else about the build stands in pyproject.toml.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithContract(build_py):
    """Builds the package and copies `openapi/` into it; an editable one reads the repository's."""

    def run(self) -> None:
        """Build into an empty folder, so that nothing of an earlier build is packed, then copy."""
        if self.editable_mode:
            super().run()
            return
        package = Path(self.build_lib) / "venice_contract"
        shutil.rmtree(package, ignore_errors=True)
        super().run()
        shutil.copytree("openapi", package / "data")


setup(cmdclass={"build_py": BuildWithContract})
