"""The release as a Dagster asset: made by a run where the gates let it, or by the job ``publish``,
which somebody starts."""

from collections.abc import Iterator

import dagster as dg
from pydantic import Field

import dashboards
from dashboards.release_record.gates import ReleaseRefused
from ingestion.messages import LANGUAGES
from ingestion.refusal import Refusal
from orchestration.graph.labels import labels
from orchestration.graph.run_resource import WRITER, RunRequest, going_on
from orchestration.graph.source_code import package_version
from orchestration.graph.without_values import without_values
from orchestration.identity.session import acting
from orchestration.releasing.publication import (
    Publication,
    publish_after_run,
    publish_by_hand,
)
from orchestration.releasing.release_inputs import snapshot_day
from orchestration.releasing.release_texts import refused_lines
from orchestration.run_context import Run

SNAPSHOT = dg.AssetKey(["warehouse", "snapshot"])
RELEASE = dg.AssetKey(["releases", "ranking"])
GATES = "gates"
PUBLISH = "publish"
_LANGUAGE = LANGUAGES[0]


class ByHand(dg.Config):
    """What the person who starts the job ``publish`` says: the codes of the warnings they answer
    for, and why the release in force is corrected. Runs of other jobs leave both alone."""

    acknowledge: list[str] = Field(default_factory=list)
    correction: str | None = None


@dg.asset(
    key=RELEASE,
    kinds={"plotly", "html"},
    code_version=package_version(dashboards),
    deps=[SNAPSHOT],
    pool=WRITER,
    check_specs=[
        dg.AssetCheckSpec(
            GATES,
            asset=RELEASE,
            description="The gates let a release of the snapshot through: nothing blocks it, and a"
            " named account answers for each warning.",
        )
    ],
    **labels("releases", "release"),
)
def ranking_release(
    context: dg.AssetExecutionContext, config: ByHand, run: dg.ResourceParam[RunRequest]
) -> Iterator[dg.MaterializeResult[None]]:
    """Write the release of the snapshot and switch to it. A run does where the gates let it. The
    job `publish` does it by hand, for the steward or approver who is logged in (`csi login`) as the
    user that Dagster runs as, and fails where a release cannot be made."""
    with without_values():
        work = going_on(context, run, snapshot_day)
        by_hand = context.job_name == PUBLISH
        published = _publish_by_hand(work, config) if by_hand else publish_after_run(work)
    texts = {"release_id": published.release_id, "ranking_page": published.ranking_page}
    yield dg.MaterializeResult(
        metadata={name: dg.MetadataValue.text(value) for name, value in texts.items() if value},
        check_results=[_gates_check(published)],
    )


def _publish_by_hand(run: Run, config: ByHand) -> Publication:
    try:
        return publish_by_hand(
            run.home,
            acting(run.home),
            acknowledging=config.acknowledge,
            correction=config.correction,
        )
    except ReleaseRefused as stopped:
        findings = [vars(one) for one in stopped.found]
        reason = "\n".join(refused_lines(findings, _LANGUAGE))
    except Refusal as refused:
        reason = refused.words(_LANGUAGE)
    raise dg.Failure(reason, allow_retries=False)


def _gates_check(published: Publication) -> dg.AssetCheckResult:
    """Whether a release was made, and what the gates found."""
    return dg.AssetCheckResult(
        check_name=GATES,
        passed=not published.refused,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "refused": dg.MetadataValue.json([vars(one) for one in published.refused]),
            "warnings": dg.MetadataValue.json([vars(one) for one in published.warnings]),
        },
    )
