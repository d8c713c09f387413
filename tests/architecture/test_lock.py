"""The locks name what is installed, hash by hash, and no address of any index."""

import json
import re
import tomllib

from deploy.local.place import CHECKOUT

LOCK = (CHECKOUT / "requirements.lock").read_text()
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+", re.MULTILINE)


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_pin_has_a_hash() -> None:
    for entry in re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip()):
        assert "--hash=sha256:" in entry, entry.partition("\n")[0]


def test_it_names_no_address() -> None:
    assert "://" not in LOCK
    assert "--index-url" not in LOCK


def test_it_holds_every_declared_package() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    declared = [*project["project"]["dependencies"], *(one for group in groups for one in group)]
    names = {normalised(re.split(r"[\[<>=~!; ]", one)[0]) for one in declared}
    assert names <= {normalised(name) for name in PINNED.findall(LOCK)}


class TestLockOfThePagesPackages:
    PROJECT = json.loads((CHECKOUT / "package.json").read_text())
    PACKAGES = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]

    def test_it_holds_what_is_declared_and_nothing_else(self) -> None:
        declared = {**self.PROJECT["dependencies"], **self.PROJECT["devDependencies"]}
        locked = {path.removeprefix("node_modules/"): one for path, one in self.PACKAGES.items()}
        project = locked.pop("")
        assert {**project["dependencies"], **project["devDependencies"]} == declared
        assert {name: one["version"] for name, one in locked.items()} == declared

    def test_every_package_has_a_hash_and_no_address(self) -> None:
        for path, one in self.PACKAGES.items():
            if path:
                assert one["integrity"].startswith("sha512-"), path
            assert "resolved" not in one, path
