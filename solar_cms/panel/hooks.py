"""The line in the menu, and words for what the administration itself records."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import NavItem, act_words, nav_items

nav_items.add("panel", NavItem(_("Administration"), "admin:index", "panel.use", order=890))
act_words.add("list.exported", _("List downloaded"))
