"""A linkage and one of its projects as plain text, for the command line."""

import math
from collections.abc import Iterator

from geo.duty.status import side_state
from geo.duty.succession import named_in
from geo.errors import InBoth
from geo.model import Grade, Project, Side, Text
from geo.pipeline import Linkage
from geo.provinces.checked_file import CheckedFile
from geo.registry import Units
from geo.registry.citations import basis_label, citation_label, date_text, report_label
from geo.views.summary import Summary, lies_mostly_outside
from geo.views.verdicts import verdict

_MISFITS_SHOWN = 10
"""The largest; a screen holds no more, and --json has all."""
_MORE = Text(
    vi="… và {count} cặp nữa (--json: tất cả)", en="… and {count} more pairs (--json: all)"
)
_NO_PROVINCES = Text(vi="không dùng để cắt theo tỉnh được", en="not provinces to cut by")


def boundary_text(checked: CheckedFile, language: str) -> str:
    """What ``check-boundaries`` prints of the file itself: as understood, and how it fits."""

    def said(text: InBoth) -> str:
        return str(getattr(text, language))

    if checked.refusal is not None:
        return f"{said(_NO_PROVINCES)}: {checked.refusal.told(language)}"
    if checked.boundaries is None or checked.boundaries.report is None:
        return said(_NO_PROVINCES)
    report = checked.boundaries.report
    lines = [said(sentence) for sentence in report.sentences()]
    lines += [f"  {said(report.misfit_words(one))}" for one in report.misfits[:_MISFITS_SHOWN]]
    more = len(report.misfits) - _MISFITS_SHOWN
    if more > 0:
        lines.append(f"  {said(_MORE).format(count=more)}")
    return "\n".join(lines)


_MOSTLY_OUTSIDE = (
    "CẢNH BÁO: {outside_km:.0f} km không thuộc tỉnh nào: ranh giới không phủ các công trình.",
    "WARNING: {outside_km:.0f} km lie in no province: the boundaries do not cover the projects.",
    "",
)


_NO_BORDERS = (
    "CHƯA CÓ RANH GIỚI: {names}; {count} công trình vẽ liền, chưa chia cho các phía.",
    "NO BORDERS YET: {names}; {count} project(s) drawn uncut, no side has its kilometres.",
    "  python -m geo refresh --boundaries     (--boundaries FILE, --pack FILE)",
    "",
)


def _of_borders(summary: Summary, linkage: Linkage) -> dict[str, object]:
    return {"names": ", ".join(summary["without_borders"]), "count": len(linkage.lacking)}


def summary_text(summary: Summary, linkage: Linkage) -> str:
    """What ``build`` prints: projects by mode and grade, crossings, mismatches, deadlines."""
    return "\n".join(_summary_lines(summary, linkage))


def _summary_lines(summary: Summary, linkage: Linkage) -> Iterator[str]:
    if summary["without_borders"]:
        yield from (line.format(**_of_borders(summary, linkage)) for line in _NO_BORDERS)
    elif lies_mostly_outside(linkage):
        yield from (line.format(**summary) for line in _MOSTLY_OUTSIDE)
    sketch = " (a sketch)" if summary["boundaries_are_a_sketch"] else ""
    former = f" and {summary['former_crossings']} former" if summary["former_crossings"] else ""
    yield (
        f"{summary['projects']} projects, {summary['length_km']:,.1f} km, "
        f"as of {summary['as_of']}, units: {summary['units']}"
    )
    yield f"boundaries: {summary['boundaries']}{sketch}"
    yield "\nmode      projects" + "".join(f"{grade.value:>4}" for grade in Grade)
    for mode, grades in summary["by_mode"].items():
        counts = "".join(f"{count:4d}" for count in grades.values())
        yield f"{mode:<10}{sum(grades.values()):8d}{counts}"
    yield f"\ncrossings: {summary['crossings']}{former}; pieces: {summary['pieces']}"
    names = dict(zip(linkage.projects["project_id"], linkage.projects["name_vi"], strict=True))
    for title, ids in (
        ("mismatches (lệch tiến độ)", summary["mismatches"]),
        ("possible mismatches (có thể lệch)", summary["possible_mismatches"]),
        ("missed deadlines (quá hạn)", summary["missed_deadlines"]),
        ("possibly missed (có thể quá hạn)", summary["possibly_missed"]),
    ):
        yield f"\n{title}: {len(ids)}"
        yield from (f"  {key:<30}{names[key]}{_draft_mark(key, linkage)}" for key in ids)
    if summary["agreed_later"]:
        yield f"\nnot yet agreed on this day: {len(summary['agreed_later'])}"


def _draft_mark(project_id: str, linkage: Linkage) -> str:
    """Mark a project that has a deadline from a text that nobody has signed."""
    own = linkage.projects[linkage.projects["project_id"] == project_id]
    return " [DỰ THẢO, draft]" if own["overdue_draft"].any() else ""


def project_text(linkage: Linkage, project: Project) -> str:
    """What ``inspect`` prints: the project's sides, pieces, crossings and stated lengths."""
    return "\n".join(
        [
            *_heading_lines(linkage, project),
            "\nsides",
            *(line for side in project.sides for line in _side_lines(linkage, side)),
            "\npieces",
            *_piece_lines(linkage, project),
            "\ncrossings",
            *_crossing_lines(linkage, project),
            *_stated_lines(linkage, project),
        ]
    )


def _heading_lines(linkage: Linkage, project: Project) -> Iterator[str]:
    row = linkage.projects[linkage.projects["project_id"] == project.id].iloc[0]
    yield project.name.vi
    yield project.name.en
    yield (
        f"{project.mode.value}, {project.action.value}, "
        f"{_about(row['grade'])}{row['length_km']:.1f} km, grade {row['grade']}"
    )
    yield f"  {row['grade_reason']}"
    yield f"  {row['grade_reason_en']}"
    for cite in project.cites:
        yield f"  {citation_label(cite, linkage.registry.agreements).vi}"


def _about(grade: str) -> str:
    """Mark kilometres that were measured on a sketch."""
    return "≈ " if grade == Grade.C else ""


def _side_lines(linkage: Linkage, side: Side) -> Iterator[str]:
    registry = linkage.registry
    state = side_state(side, linkage.as_of)
    parties = named_in(linkage.units, side.responsible, registry).vi
    yield f"  {registry.units.full_name_in(linkage.units, side.province).vi}: {side.part.vi}"
    yield f"    {parties}"
    yield f"    {basis_label(side.basis, registry.agreements).vi}"
    old = ", over a year old" if state.is_old else ""
    inferred = ", inferred" if state.report and not state.is_stated else ""
    source = (
        f" ({report_label(state.report, registry.agreements).vi}{inferred}{old})"
        if state.report
        else ""
    )
    yield f"    {state.status.value}{source}"
    if state.report and state.report.source and state.report.source.url:
        yield f"      {state.report.source.url}"
    if side.deadline:
        missed = ", missed" if state.missed else ", possibly missed" * state.possibly_missed
        draft = "DỰ THẢO, draft: " if registry.is_draft(side.deadline) else ""
        yield f"    {draft}deadline {date_text(side.deadline.by).vi}{missed}"


def _piece_lines(linkage: Linkage, project: Project) -> Iterator[str]:
    own = linkage.pieces[linkage.pieces["project_id"] == project.id]
    columns = ("from_km", "to_km", "grade", "province_name", "status", "responsible", "basis")
    rows = zip(*(own[name] for name in columns), strict=True)
    for from_km, to_km, grade, province, status, responsible, basis in rows:
        ends = f"{_about(grade):>2}{from_km:8.2f} – {to_km:8.2f} km"
        yield f"{ends}  {province or '—':<12}{status:<13}{responsible}"
        yield f"{'':25}{basis}"


def _crossing_lines(linkage: Linkage, project: Project) -> Iterator[str]:
    own = linkage.crossings[linkage.crossings["project_id"] == project.id]
    units = linkage.registry.units
    grade = linkage.locations[project.id].grade
    for row in own.to_dict("records"):
        between = f"{row['from_name']} | {row['to_name']}"
        if row["former"]:
            keys = (row["signing_from"], row["signing_to"])
            names = (units.name_in(Units.SIGNING, key) for key in keys)
            between = f"former border {' | '.join(names)}"
        bridge = f" on {row['bridge_vi']}" if row["bridge_vi"] else ""
        middle = ", mid-span" if row["mid_span"] else ""
        away = f"{row['nearest_place']} {row['nearest_place_m'] / 1000:.1f} km away"
        out_of_step = ", out of step" if row["mismatch"] else ""
        out_of_step = ", possibly out of step" if row["possible_mismatch"] else out_of_step
        about = _about(grade)
        yield f"  {about}km {row['km']:.2f}: {between}{bridge}{middle}, {away}{out_of_step}"


def _stated_lines(linkage: Linkage, project: Project) -> Iterator[str]:
    own = linkage.stated[linkage.stated["project_id"] == project.id]
    if len(own):
        yield "\nstated against measured"
    for row in own.to_dict("records"):
        measured, about = row["measured_km"], "≈ " * row["about"]
        found = "" if math.isnan(measured) else f" {about}{measured:.1f} km measured."
        yield f"  {row['km']:g} km ({row['of_vi']}):{found} {verdict(row).vi}"
