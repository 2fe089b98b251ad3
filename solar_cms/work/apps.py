import logging

from django.apps import AppConfig

log = logging.getLogger(__name__)


def start_relay() -> None:
    """After a commit: let a worker send the outbox. Without a broker the sweeper does it later."""
    from celery import current_app

    try:
        current_app.send_task("work.relay", retry=False, expires=60)
    except Exception as error:
        log.warning("the broker is not there; messages wait in the outbox (%s)", error)


class WorkConfig(AppConfig):
    name = "solar_cms.work"
    label = "work"

    def ready(self) -> None:
        from solar_cms.audit import acts

        acts.after_commit.append(start_relay)
