"""Commands that make pages: run, site, demo."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import params, places, threads
from ..errors import ParamsError
from ..language import text as _

if TYPE_CHECKING:
    from ..study.study import Study


def run(asked: Namespace) -> int:
    """Bring the pages of the named studies up to date; return 1 when any page failed."""
    named(asked.studies)
    jobs = threads.limit(asked.jobs)
    codes = [_run(study, jobs, force=asked.force, only=asked.only, limit=asked.limit) for study in asked.studies]
    return max(codes)


def demo(asked: Namespace) -> int:
    """Make the pages of the invented region."""
    code = _run(places.DEMO, threads.limit(asked.jobs), limit=1 if asked.quick else None)
    print(places.outputs(places.DEMO) / "index.html")
    return code


def site(asked: Namespace) -> None:
    """Write the index page anew."""
    named([asked.study] if asked.study else [])
    threads.limit(None)
    from ..batch import plan, publish, run, site
    from ..study import open as open_study

    study = open_study(asked.study)
    with publish.alone(study.name):
        marks = run.fingerprints(study, plan.whole(study.params, study.municipalities))
        print(site.build(study, marks).relative_to(places.root()).as_posix())


def named(studies: list[str]) -> None:
    """Raise when no study is named: the user sees which there are."""
    if not studies:
        raise ParamsError(
            _("Name the study."),
            examples=params.available(),
            todo=_("repeat the command with one of these names"),
        )


def _run(study: str, jobs: int, **options: Any) -> int:
    from ..batch import publish, run
    from ..dataset import swap
    from ..pages.families import needs
    from ..study import open as open_study
    from ..study import prepare

    def prepared(opened: Study, notebooks: list[str]) -> Mapping[str, int]:
        return prepare(opened, needs(notebooks), known=needs())

    with swap.pinned(places.dataset(params.load(study).dataset), study, "run", publish.busy(study)):
        report = run.run(open_study(study), prepare=prepared, jobs=jobs, **options)
    print(report.text)
    return report.exit_code
