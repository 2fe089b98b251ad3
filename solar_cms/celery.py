"""The Celery application. Started tasks are hints; the rows in `work` and `audit` are the truth."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.db import connections

from solar_cms.embedded.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.dev")
app = Celery("solar_cms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Beat may run twice: each of these is safe to repeat. Old ticks that nobody took are dropped.
app.conf.beat_schedule = {
    "sweep": {"task": "work.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "tick": {"task": "work.tick", "schedule": 60.0, "options": {"expires": 60}},
}


# A page gives up after half a minute; a job may ask the database for more.
PATIENT = "-c statement_timeout=600000 -c lock_timeout=30000 -c timezone=UTC"


@worker_process_init.connect
def lift_time_limits(**kwargs: Any) -> None:
    connections.close_all()
    for database in connections.settings.values():
        database["OPTIONS"]["options"] = PATIENT


@worker_process_init.connect
def prepare_pool_process(**kwargs: Any) -> None:
    # A killed worker leaves no process: what it was doing goes to the next one, and only there.
    end_with_parent()
    gc.collect()
    gc.freeze()
