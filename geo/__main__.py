"""Command line: ``python -m geo``; a row a command, each loaded when it is called."""

import logging

from geo.cli.command_table import CommandTable
from geo.cli.console import run

main = CommandTable(
    "geo",
    help="Giáp Ranh: cross-province links, cut at the provinces' common borders.",
    commands={
        "build": ("geo.cli.build_command", "Locate and cut every project; write GeoJSON."),
        "inspect": ("geo.cli.inspect_command", "Print one project's sides, pieces and crossings."),
        "facts": ("geo.cli.facts_command", "List every fact with its source, stated or inferred."),
        "export": ("geo.cli.export_command", "Write files for GIS and offices."),
        "check-boundaries": (
            "geo.cli.boundary_command",
            "Tell whether a file's borders are shifted.",
        ),
        "cut": ("geo.cli.cut_command", "Cut any network at the borders; kilometres by province."),
        "publish": ("geo.cli.publish_command", "Put live layers into a PostGIS database."),
        "align": ("geo.cli.align_command", "Bring in a department's own line from a file."),
        "refresh": ("geo.cli.fetch_commands", "Fetch OpenStreetMap and boundaries."),
        "watch": ("geo.cli.watch_command", "Tell what is new on OpenStreetMap for the projects."),
        "pack": ("geo.cli.fetch_commands", "Write what was fetched into one file."),
        "entries": ("geo.cli.register_commands", "Carry entries from one installation to another."),
        "people": ("geo.cli.register_commands", "Say who may write into the register."),
        "form": ("geo.cli.form_commands", "Write a province's update form for Excel."),
        "take": ("geo.cli.form_commands", "Read a filled-in form: preview, then save."),
        "changes-log": ("geo.cli.register_commands", "Print who changed what, and when."),
        "new": ("geo.cli.new_command", "Make an empty registry for some provinces."),
        "place": ("geo.cli.place_command", "Add a place to the gazetteer, by name or coordinates."),
        "changes": ("geo.cli.changes_command", "Tell what changed between two dates."),
        "coverage": ("geo.cli.agreement_commands", "Compare documents with the registry."),
        "extract": ("geo.cli.agreement_commands", "Read the links that a document names."),
    },
)


if __name__ == "__main__":
    logging.basicConfig(format="geo: %(message)s", level=logging.WARNING)
    run(main, "python -m geo")
