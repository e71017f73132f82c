"""The sheet of one project, to be handed out: as a Word document and as PDF."""

from urllib.parse import urlencode

import streamlit as st

from geo.errors import InputError
from layers.app.address import written
from layers.app.view import View
from layers.markdown import plain
from layers.pages import media_types
from layers.show.pdf import print_pdf
from layers.show.sheet import sheet_docx, sheet_page


def sheet_button(project_id: str, view: View) -> None:
    """Offer the sheet of a project."""
    title = view.texts("sheet.title")
    if st.button(title, icon=":material/description:", key="sheet"):
        st.dialog(title)(_sheet)(project_id, view)


def _sheet(project_id: str, view: View) -> None:
    texts, linkage = view.texts, view.linkage
    kept = written(st.session_state)  # type: ignore[arg-type]
    address = f"{str(st.context.url).rstrip('/')}/?{urlencode(kept)}"
    name = f"giap-ranh-{project_id}-{linkage.as_of.isoformat()}-{texts.language.value}"
    with st.container(horizontal=True):
        st.download_button(
            texts("sheet.docx"),
            data=lambda: sheet_docx(project_id, linkage, texts, address),
            file_name=f"{name}.docx",
            mime=media_types.WORD,
            on_click="ignore",
            icon=":material/download:",
            key="sheet-docx",
        )
        if st.button(texts("sheet.pdf"), icon=":material/picture_as_pdf:", key="sheet-pdf"):
            try:
                with st.spinner(texts("slides.printing")):
                    content = print_pdf(sheet_page(project_id, linkage, texts, address))
            except InputError as fault:
                st.error(plain(texts.fault(fault)))
                return
            st.download_button(
                texts("sheet.pdf.take"),
                data=content,
                file_name=f"{name}.pdf",
                mime="application/pdf",
                on_click="ignore",
                icon=":material/download:",
                key="sheet-pdf-take",
            )
