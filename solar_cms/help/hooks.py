"""What help gives to the lower floors and the roof: menu, the tour on the home, words."""

from django.utils.translation import gettext_lazy as _

from solar_cms.base.hooks import (
    HomeCard,
    RecordKind,
    act_words,
    home_cards,
    record_kinds,
)
from solar_cms.help.models import HelpText
from solar_cms.help.tour import tour_card

home_cards.add("help.tour", HomeCard("help/tour.html", "help.tour", tour_card, order=0))
record_kinds.add(
    HelpText._meta.db_table,
    RecordKind("help.HelpText", visible=lambda user: HelpText.objects.visible_to(user)),
)

for name, words in {
    "help.loaded": _("Shipped help texts loaded"),
    "help.written": _("Help text written"),
    "tour.moved": _("Tour continued"),
}.items():
    act_words.add(name, words)
