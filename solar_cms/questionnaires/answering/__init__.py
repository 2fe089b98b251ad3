"""How people answer a form: a page that any app puts up for its own record.

An app makes a `Sitting` (what is answered, what it is for, its own form beside it, the verb that
takes it all) and returns `sit(request, sitting)`. The rest is here: steps, drafts, files, skip logic.
"""

from solar_cms.questionnaires.answering.reading import Read, read_answers
from solar_cms.questionnaires.answering.sitting import Later, Sitting, sit, take

__all__ = ["Later", "Read", "Sitting", "read_answers", "sit", "take"]
