from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistryConfig(AppConfig):
    name = "solar_cms.registry"
    label = "registry"

    def ready(self) -> None:
        from solar_cms.registry.merging.guard import install_after_migrate

        # Django's own event: every table with a foreign key to people gets its trigger at once.
        post_migrate.connect(install_after_migrate, dispatch_uid="registry.guard")
