"""By which names and numbers the ground of each project goes."""

from geo.model import Mode, Project
from geo.names import bridge_names
from tests.worlds.ground import Ground
from tests.worlds.world import Leg

REFS_OF_LEGS: dict[str, list[str | None]] = {
    "dt261c-dt294": ["ĐT.261C", "ĐT.261C", "ĐT.294", "ĐT.294"],
    "dt289-dt245": ["ĐT.289", "ĐT.289", "ĐT.289", "ĐT.245"],
    "dt289c-dt250": ["ĐT.289C", "ĐT.250"],
    "dt291-tay-yen-tu-ql279": ["ĐT.291", "ĐT.291", "ĐT.291", "QL.279"],
    "huu-lung-dt245-my-an": ["ĐT.245", None, None, None, "QL.31"],
    "vanh-dai-5": ["CT.39", "VĐ5"] * 4,
}
"""Which reference the ground of each leg carries, where a project names several."""
JOINS = {"ql18-ct-hn-hp", "ql37-con-son-ven-song", "dt293-ql18-binh-duong", "dt398b-dt293"}
"""New links whose references are the roads they join, not their own."""


def label(ground: Ground, project: Project, number: int, strand: list[tuple[Leg, bool]]) -> None:
    by_leg = REFS_OF_LEGS.get(project.id)
    if project.mode is Mode.ROAD and ground.chance(ground.mess.relation):
        ground.label_by_relation.update(project.refs)
    own_ref = f"ĐT.{ground.random.integers(400, 480)}" if ground.chance(0.4) else None
    if own_ref and project.mode is Mode.BRIDGE and bridge_names(project.name.vi):
        ground.bridge_refs[project.id] = own_ref
    for index, (leg, _) in enumerate(strand):
        if project.mode is Mode.BRIDGE:
            label_bridge(ground, project, leg, own_ref)
            continue
        ref = project.refs[0] if project.refs else None
        if project.id == "ql-hd-hy":
            ref = project.refs[number]
        if by_leg:
            ref = by_leg[index]
        if project.id in JOINS:
            ref = None
        if ref and ref not in leg.refs:
            leg.refs.append(ref)
        if not ref:
            leg.names.append(project.name.vi)


def label_bridge(ground: Ground, project: Project, leg: Leg, own_ref: str | None) -> None:
    names = bridge_names(project.name.vi)
    if not names:
        leg.names.append(project.name.vi)
        return
    kinds = {ground.registry.places[key].kind for key in (leg.a, leg.b)}
    if "border" in kinds:
        leg.bridge = f"Cầu {names[0]}"
    if own_ref:
        leg.refs.append(own_ref)
    else:
        leg.names.append(f"Đường dẫn cầu {names[0]}")
