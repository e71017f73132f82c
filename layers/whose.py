"""Whose a stretch is, in words, alike in strip, table, panel and tooltip."""

from layers.texts import Texts


def whose(side: str | None, ground: str | None, texts: Texts) -> str:
    """Name the side that answers, and the ground where that is another province's.

    Parameters
    ----------
    side
        Name of the side's province; None where no side answers.
    ground
        Name of the province that the stretch lies in; None outside every province.
    """
    if not ground:
        return side or texts("nowhere")
    if side in (None, ground):
        return ground
    return texts("whose.ground", side=side, ground=ground)
