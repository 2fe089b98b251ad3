from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "solar_cms.audit"
    label = "audit"

    def ready(self) -> None:
        from solar_cms.audit.triggers import install_after_migrate

        # Django's own event: every table that a migration brings gets its triggers at once.
        post_migrate.connect(install_after_migrate, dispatch_uid="audit.triggers")
