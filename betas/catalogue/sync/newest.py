"""Fetches the newest packages and proposes what they say."""

from betas.catalogue.sync import download, npm_sdk, python_sdk, run
from betas.catalogue.sync.archive import Refused
from betas.catalogue.sync.download import Unreachable
from betas.catalogue.sync.found import NothingFound, Package
from betas.catalogue.sync.run import Summary
from betas.models import User

TROUBLE = (Refused, NothingFound, Unreachable)
Done = tuple[str, Summary]


def everything(*, who: User | None = None) -> tuple[list[Done], list[str]]:
    """What was read, and a sentence for each package that was not: one that fails leaves the others alone."""
    done: list[Done] = []
    problems: list[str] = []
    for read in (python, npm):
        try:
            done.append(read(who=who))
        except TROUBLE as error:
            problems.append(str(error))
    return done, problems


def python(*, who: User | None = None) -> Done:
    """Raises one of TROUBLE, as `npm` does."""
    with download.python_sdk() as path:
        package = python_sdk.read(path)
    return propose(package, who=who)


def npm(*, who: User | None = None) -> Done:
    with download.npm_sdk() as path:
        package = npm_sdk.read(path)
    return propose(package, who=who)


def propose(package: Package, *, who: User | None = None) -> Done:
    return package.label, run.propose(package, who=who)
