"""What is proposed for an agenda: what both provinces have, the pressing first."""

from geo.pipeline import Linkage
from geo.views.change_kind import ChangeKind
from geo.views.changes import Difference
from layers.meeting.suggested import suggested

BAC_GIANG, LANG_SON = "24", "20"


def test_only_links_that_both_provinces_share_are_proposed(linkage: Linkage) -> None:
    found = suggested(linkage, [BAC_GIANG, LANG_SON], [], [])
    assert found
    sides = linkage.sides.groupby("project_id")["province_code"].agg(set)
    assert all({BAC_GIANG, LANG_SON} <= sides[key] for key in found)


def test_what_is_out_of_step_stands_before_what_is_overdue(linkage: Linkage) -> None:
    found = suggested(linkage, [], [], [])
    rows = linkage.projects.set_index("project_id").loc[found]
    ranks = [(not row.mismatch, not row.missed_deadline) for row in rows.itertuples()]
    assert ranks == sorted(ranks)
    assert rows["mismatch"].any()
    calm = linkage.projects[~linkage.projects["project_id"].isin(found)]
    flags = ["mismatch", "missed_deadline", "possible_mismatch", "possibly_missed"]
    assert not calm[flags].to_numpy().any()


def test_what_changed_is_proposed_too(linkage: Linkage) -> None:
    before = suggested(linkage, [], [], [])
    calm = next(key for key in linkage.projects["project_id"] if key not in before)
    moved = Difference(calm, ChangeKind.FORWARD, 0)
    assert suggested(linkage, [], [moved], []) == [*before, calm]
