"""What Dagster tells by mail: of a run that failed its steps, never the words of its error."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingestion.home.home import Home
from orchestration.graph.chosen_day import WrongChoice
from orchestration.graph.telling import deadlines_ahead, run_failed
from orchestration.graph.without_values import without_values
from tests.orchestration.notices.mail_servers import OPERATOR, Server, home_with_mail, mail_server


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as server:
        yield server


@dg.op
def load() -> None:
    raise ValueError("0912 345 678 is no number")


@dg.job
def broken() -> None:
    load()


@dg.op
def choose() -> None:
    with without_values():
        raise WrongChoice("refused.nothing_loaded")


@dg.job
def chosen_wrongly() -> None:
    choose()


def tell_of_a_failure(home: Home, job: dg.JobDefinition = broken) -> str:
    """Let a run fail and Dagster's sensor hear of it; returns the id of the run."""
    with dg.DagsterInstance.ephemeral() as instance:
        failed = job.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            "run_failed", failed.get_run_failure_event(), instance, failed.dagster_run
        )
        run_failed(home)(context.for_run_failure())
        return failed.run_id


def test_operators_are_told_which_run_and_step_failed_and_no_word_of_the_error(
    server: Server, tmp_path: Path
) -> None:
    run_id = tell_of_a_failure(home_with_mail(tmp_path / "home", server.port))
    (letter,) = server.taken_by(OPERATOR)
    assert run_id in letter.body
    assert "load" in letter.body
    assert b"0912" not in letter.content
    assert run_id not in letter.subject


def test_nobody_is_told_of_what_a_person_chose_wrongly(server: Server, tmp_path: Path) -> None:
    """Who launched the run reads why on its page; the letter is for what nobody looks at."""
    tell_of_a_failure(home_with_mail(tmp_path / "home", server.port), chosen_wrongly)
    assert server.letters == []


def test_a_run_of_the_command_is_not_passed_over(tmp_path: Path) -> None:
    """One that was killed says nothing of its code location, by which Dagster would choose."""
    assert run_failed(Home(tmp_path / "home"))._monitor_all_code_locations is True


def test_nobody_is_told_where_no_mail_server_is_set(server: Server, tmp_path: Path) -> None:
    tell_of_a_failure(Home(tmp_path / "home"))
    assert server.letters == []


def test_settings_of_mail_hold_without_a_restart(server: Server, tmp_path: Path) -> None:
    """`csi mail --test` reaches its operators at once, and so must a failure."""
    loaded = Home(tmp_path / "home")
    home_with_mail(loaded.folder, server.port)
    tell_of_a_failure(loaded)
    assert len(server.taken_by(OPERATOR)) == 1


def test_the_job_on_deadlines_says_what_became_of_its_letters(tmp_path: Path) -> None:
    schedule = deadlines_ahead(Home(tmp_path / "home"))
    job = schedule.job
    assert isinstance(job, dg.JobDefinition)
    done = job.execute_in_process()
    (output,) = [event for event in done.all_events if event.event_type_value == "STEP_OUTPUT"]
    assert output.step_output_data.metadata["is_configured"].value is False
