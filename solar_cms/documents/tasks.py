"""What Celery runs for documents."""

from solar_cms.documents import operations
from solar_cms.work.outbox import outbox_task


@outbox_task("documents.render_letter")
def render_letter(letter_id: str) -> None:
    operations.render_letter(letter_id)
