"""Where Dagster's pages look for a run: under the code location its job lies in."""

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.storage.runs import SqlRunStorage

# What `csi dev` and the daemon load; they name the place by its module.
REPOSITORY = RemoteRepositoryOrigin(
    RegisteredCodeLocationOrigin("orchestration.graph.code_location"), SINGLETON_REPOSITORY_NAME
)


def put_in_timeline(instance: dg.DagsterInstance, run: dg.DagsterRun) -> None:
    """Let Dagster's timeline show a run that is made in this process, from its first step on, as it
    shows those that Dagster launched; a tag alone does that for the history of the job."""
    storage = instance.run_storage
    if run.remote_job_origin is None and isinstance(storage, SqlRunStorage):
        storage.replace_job_origin(run, REPOSITORY.get_job_origin(run.job_name))
