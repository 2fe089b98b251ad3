"""The Celery application. Started tasks are hints; the rows in `work` and `audit` are the truth."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.dev")
app = Celery("solar_cms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def freeze_start_up_heap(**kwargs: Any) -> None:
    gc.collect()
    gc.freeze()
