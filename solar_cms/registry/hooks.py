"""What the registry shows elsewhere: the menu, search, words of its acts."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    NavItem,
    SearchSource,
    act_words,
    nav_items,
    search_sources,
)
from solar_cms.registry import finding

nav_items.add("registry", NavItem(_("Registry"), "people", "people.view", order=70))

search_sources.add("people", SearchSource(_("People"), "people.view", finding.find_people, 10))
search_sources.add("groups", SearchSource(_("Producer groups"), "groups.view", finding.find_groups, 20))
search_sources.add("workplaces", SearchSource(_("Workplaces"), "employers.view", finding.find_workplaces, 30))
search_sources.add("employers", SearchSource(_("Employers"), "employers.view", finding.find_employers, 40))

for _name, _words in {
    "person.registered": _("registered the person"),
    "person.corrected": _("corrected the person"),
    "person.document_recorded": _("recorded an identity document"),
    "household.registered": _("registered the household"),
    "consent.recorded": _("recorded a consent"),
    "consent.withdrawn": _("recorded that a consent was withdrawn"),
    "group.registered": _("registered the group"),
    "group.corrected": _("corrected the group"),
    "group.joined": _("added a member"),
    "group.role_changed": _("changed a member's role"),
    "group.left": _("recorded that a member left"),
    "group.ended": _("recorded the end of the group"),
    "employer.registered": _("registered the employer"),
    "employer.corrected": _("corrected the employer"),
    "workplace.registered": _("registered the workplace"),
    "workplace.corrected": _("corrected the workplace"),
    "demo.seeded": _("put in as demonstration data"),
}.items():
    if _name not in act_words:
        act_words.add(_name, _words)
