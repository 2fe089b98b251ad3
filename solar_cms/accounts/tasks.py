"""What a worker does for accounts; hooks.py gives it to the outbox by name."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from solar_cms.accounts.models import User


def send_password_reset(user_id: str) -> None:
    """Mail the link to a new password, in the user's language; nothing for a closed account."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not user.email:
        return
    with translation.override(user.language or settings.LANGUAGE_CODE):
        uid = urlsafe_base64_encode(force_bytes(str(user.pk)))
        path = reverse("password_by_token", args=[uid, default_token_generator.make_token(user)])
        context = {
            "user": user,
            "url": f"{settings.SOLAR_SITE_URL}{path}",
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        }
        subject = render_to_string("accounts/mail/password_reset_subject.txt", context).strip()
        send_mail(
            subject,
            render_to_string("accounts/mail/password_reset.txt", context),
            None,
            [user.email],
        )
