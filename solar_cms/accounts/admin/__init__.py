"""Users, postings, substitutions, offices, roles and partners in the administration."""

from solar_cms.accounts.admin import offices, users

__all__ = ["offices", "users"]
