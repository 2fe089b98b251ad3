"""Words for the acts on places."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import act_words

for name, words in {
    "places.provinces_loaded": _("Provinces loaded"),
    "places.districts_loaded": _("Districts loaded"),
    "places.villages_loaded": _("Villages loaded"),
    "place.ended": _("Place ended"),
    "village.added": _("Village added"),
    "village.corrected": _("Village corrected"),
    "village.population_recorded": _("Population of the village recorded"),
    "village.roads_recorded": _("Roads to the village recorded"),
    "village.uxo_recorded": _("Unexploded ordnance at the village recorded"),
}.items():
    act_words.add(name, words)
