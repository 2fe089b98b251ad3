from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "solar_cms.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Django writes last_login in a signal, outside of any act; the verb sign_in does it here.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
