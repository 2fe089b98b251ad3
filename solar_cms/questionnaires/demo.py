"""The demo's office is writing the next version of its checklist: a draft with changes to look at."""

from __future__ import annotations

from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.questionnaires.editor import changing, operations
from solar_cms.questionnaires.models import Form, FormDraft

CHECKLIST = "general_osh"


SPRAYERS = {
    "key": "sprayers",
    "kind": "number",
    "texts": {"en": "How many workers spray?", "lo": "ມີຜູ້ອອກແຮງງານຈັກຄົນທີ່ສີດພົ່ນຢາ?"},
    "constraint": ". >= 0",
    "constraint_texts": {"en": "Write 0 or more.", "lo": "ຂຽນ 0 ຂຶ້ນໄປ."},
}
KIT = {
    "key": "spray_kit",
    "kind": "check",
    "texts": {
        "en": "Whoever sprays has gloves, mask and boots",
        "lo": "ຜູ້ສີດພົ່ນມີຖົງມື, ຜ້າອັດປາກ ແລະ ເກີບບູດ",
    },
    "relevant": "${sprayers} > 0",
    "tags": ["osh"],
}
MACHINES = {
    "key": "machine_kinds",
    "kind": "choices",
    "choices": "machines",
    "texts": {"en": "Which machines are used?", "lo": "ໃຊ້ເຄື່ອງຈັກອັນໃດ?"},
}
CHOICES = [
    {"key": "pulper", "texts": {"en": "Pulper", "lo": "ເຄື່ອງປອກກາເຟ"}},
    {"key": "dryer", "texts": {"en": "Dryer", "lo": "ເຄື່ອງອົບ"}},
    {"key": "none", "texts": {"en": "No machine", "lo": "ບໍ່ມີເຄື່ອງຈັກ"}},
]
SPRAYS = [  # for a question that is not written yet
    {"key": "herbicide", "texts": {"en": "Against weeds", "lo": "ຢາຂ້າຫຍ້າ"}},
    {"key": "insecticide", "texts": {"en": "Against insects", "lo": "ຢາຂ້າແມງໄມ້"}},
]
HINT = {"en": "Ask to see the time book.", "lo": "ຂໍເບິ່ງປຶ້ມບັນທຶກເວລາ."}


def seed(world: DemoWorld) -> None:
    """One question worded anew, three added, one moved, one taken out."""
    form = Form.objects.filter(key=CHECKLIST).first()
    if form is None:
        raise LookupError("no checklist: load the country pack first")
    head = world.store["users"]["head"]
    draft = operations.begin_draft(form, by=head)
    names = changing.keys_of(draft.definition)
    holder = f"s:{draft.definition['sections'][-1]['key']}"
    for name, choices in (("machines", CHOICES), ("sprays", SPRAYS)):
        operations.set_choices(draft, name, choices, by=head, seen=_version(draft))
    for question in (SPRAYERS, KIT, MACHINES):
        operations.add_question(draft, question, holder=holder, by=head)
    first = next(changing.standings(draft.definition)).question
    reworded = {**first, "hints": HINT}
    operations.change_question(draft, names[0], reworded, by=head, seen=_version(draft))
    operations.move_question(draft, names[1], 1, by=head)
    operations.remove_question(draft, names[-1], by=head, seen=_version(draft))


def _version(draft: FormDraft) -> int:
    return FormDraft.objects.values_list("version", flat=True).get(pk=draft.pk)


demo_seeders.add("questionnaires", DemoSeeder(35, seed))
