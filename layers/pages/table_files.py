"""A table to take along, as CSV and as a workbook."""

import pandas as pd
import streamlit as st

from geo.export.cells import SAID
from geo.pipeline import Linkage
from layers.markdown import plain
from layers.pages import media_types
from layers.panels.tables import as_csv, as_xlsx
from layers.texts import Texts


def offer_files(
    frame: pd.DataFrame, *, title: str, stem: str, linkage: Linkage, texts: Texts
) -> None:
    """Offer a table for download.

    Parameters
    ----------
    frame
        The table in the reader's words, as :func:`layers.panels.tables.in_words` gives it.
    title
        The name of the workbook's sheet.
    stem
        The files' name without its ending.
    linkage
        What the table was made of; its sources stand in the workbook.
    """
    with st.container(horizontal=True, key="gr-table-files"):
        st.download_button(
            texts("table.csv"),
            data=lambda: as_csv(frame, texts),
            file_name=f"{stem}.csv",
            mime="text/csv",
            help=plain(texts.pick(SAID)),
            on_click="ignore",
            key="table-csv",
        )
        st.download_button(
            texts("table.xlsx"),
            data=lambda: as_xlsx(frame, title, linkage, texts),
            file_name=f"{stem}.xlsx",
            mime=media_types.WORKBOOK,
            on_click="ignore",
            key="table-xlsx",
        )
