"""Make the committed file of boundaries from a GeoJSON of districts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from solar_cms.places.maps import boundaries_file
from solar_cms.places.outlines import build


class Command(BaseCommand):
    help = "Simplify a GeoJSON of districts into the paths that maps are drawn from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("geojson", type=Path, help="WGS84, one feature per district")
        parser.add_argument("--code", default="lsb_code", help="property that holds the code")
        parser.add_argument(
            "--province", default="prov_code", help="property of the province's code"
        )
        parser.add_argument("--attribution", default="", help="else the file's own")
        parser.add_argument("--out", type=Path, default=boundaries_file())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = json.loads(options["geojson"].read_text(encoding="utf-8"))
            features = data["features"]
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{options['geojson']}: no GeoJSON of features: {error}") from error
        attribution = options["attribution"] or data.get("attribution", "")
        if not attribution:
            raise CommandError("Say with --attribution whose boundaries these are.")
        found = build(features, attribution, code=options["code"], province=options["province"])
        text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        options["out"].write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
        self.stdout.write(
            f"{len(found['fine'])} districts, {len(text) // 1000} kB: {options['out']}"
        )
