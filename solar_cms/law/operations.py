"""The verbs of law: load a country pack."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.documents import store
from solar_cms.law.archive import keep, zipped
from solar_cms.law.models import PackVersion
from solar_cms.law.packs import current_or_none, read_pack, sections_in_order
from solar_cms.law.reading import checksum_of


def check_pack(path: Path | str) -> list[Problem]:
    """Everything wrong with a pack folder; each problem's field is "file:line". Writes nothing."""
    return read_pack(Path(path)).problems


def load_pack(path: Path | str, *, by: HasActor) -> PackVersion:
    """Load a pack folder as the next numbered version and make it current.

    Refused whole when anything in it is wrong. The same content as the current version is that
    version: nothing is written.
    """
    folder = Path(path)
    if not folder.is_dir():
        message = _("There is no folder %(folder)s.") % {"folder": folder}
        refuse_if([Problem("pack.missing", message)])
    pack = read_pack(folder)
    refuse_if(pack.problems)
    checksum = checksum_of(folder)
    known = current_or_none(pack.code)
    if known is not None and known.checksum == checksum:
        return known
    content = zipped(folder)
    kept = store.put(content)
    with act("pack.loaded", by=by, code=pack.code, checksum=checksum) as recording:
        # The unique (code, number) refuses the second of two loaders at once.
        version = PackVersion(
            code=pack.code,
            number=known.number + 1 if known else 1,
            checksum=checksum,
            loaded_by_id=by.actor().id,
            archive=keep(content, kept),
        )
        version.save_new()
        recording.on(version)
        recording.note(number=version.number)
        for section in sections_in_order():
            if section.name in pack.parts:
                section.load(pack.parts[section.name], version)
    return version
