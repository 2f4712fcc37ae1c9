"""What the results of a plugin depend on beyond its own files."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
import sysconfig
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from emospec.error import Error
from emospec.version import __version__

PACKAGE = Path(__file__).resolve().parent
REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^]]*)])?")
EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)""")

Wanted = tuple[str, frozenset[str]]
"""A distribution, and the extras wanted of it."""


def environment(requires: Iterable[str]) -> dict[str, str]:
    """The version of Python, of this package, and of every distribution required, with what these need in turn.

    Versions are read from the metadata of the distributions; none is imported.
    Raises :class:`emospec.Error` where a distribution of ``requires`` is not installed.
    """
    versions = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": sysconfig.get_platform(),
        "emospec": f"{__version__} {_digest_of_package()}",
    }
    declared = ["numpy", *requires]
    absent = [name for name in declared if _distribution(name) is None]
    if absent:
        raise Error(
            f"{sys.executable} lacks {', '.join(absent)}: install with "
            f"`{sys.executable} -m pip install {' '.join(absent)}`"
        )
    wanted: list[Wanted] = [(name, frozenset()) for name in declared]
    seen = set()
    while wanted:
        name, extras = wanted.pop()
        distribution = _distribution(name)
        if distribution is None or (_normalised(name), extras) in seen:
            continue
        seen.add((_normalised(name), extras))
        versions[_normalised(name)] = distribution.version
        wanted.extend(_needs(distribution, extras))
    return dict(sorted(versions.items()))


def watched() -> list[str]:
    """The absolute paths whose change makes :func:`environment` outdated."""
    paths = {Path(sys.executable), Path(sys.executable).resolve(), *_sources()}
    stdlib = [Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")]
    own_folder = Path(sys.argv[0]).resolve().parent
    for folder in (Path(entry).resolve() for entry in sys.path):
        is_stdlib = any(path in (folder, folder.parent) for path in stdlib)
        is_site = folder.name in ("site-packages", "dist-packages")
        if folder != own_folder and (is_site or not is_stdlib):
            paths.add(folder)
    paths.add(Path(sys.prefix) / "pyvenv.cfg")
    return sorted(str(path) for path in paths if path.exists())


def _distribution(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _needs(distribution: metadata.Distribution, extras: frozenset[str]) -> list[Wanted]:
    needs = []
    for requirement in distribution.requires or []:
        specifier, _, marker = requirement.partition(";")
        match = REQUIREMENT.match(specifier)
        asked_for = {_normalised(extra) for extra in EXTRA.findall(marker)}
        if match and (not asked_for or asked_for & extras):
            wanted = (match.group(2) or "").split(",")
            needs.append(
                (match.group(1), frozenset(_normalised(extra.strip()) for extra in wanted))
            )
    return needs


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _digest_of_package() -> str:
    digest = hashlib.sha256()
    for source in _sources():
        content = source.read_bytes()
        digest.update(f"{source.relative_to(PACKAGE)}\0{len(content)}\0".encode())
        digest.update(content)
    return f"sha256:{digest.hexdigest()[:16]}"
