"""Take it along: files for GIS and offices, the map as one file, pictures.

Everything is made when it is asked for, from what the filters leave.
"""

from functools import partial

import streamlit as st

from geo.collation import sort_key
from geo.export.formats import FORMATS, Format, download
from geo.export.options import CsvLocale, ExportOptions
from geo.export.selection import only
from geo.pipeline import Linkage
from geo.provinces.meridians import MeridianChoice, meridian_text, read_meridians
from layers.app.view import View
from layers.app.work import lanes_of
from layers.markdown import plain
from layers.panels.data_panel import note
from layers.panels.listing import why_empty
from layers.show import picture
from layers.show.standalone import standalone


def show(view: View) -> None:
    """Lay out the page."""
    texts = view.texts
    st.subheader(texts("files.title"))
    count = texts.number(len(view.shown.projects))
    st.markdown(texts("files.what", count=count, day=texts.date(view.linkage.as_of)))
    if not view.shown.projects:
        st.info(texts(why_empty(view.shown)))
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(key="gr-files-views"):
        _views(view)
    with right, st.container(key="gr-files-data"):
        _data(view)


def _views(view: View) -> None:
    """Offer what is to be looked at."""
    texts, seen = view.texts, view.shown
    stem = f"giap-ranh-{view.linkage.as_of.isoformat()}"
    lanes = lanes_of(view.options)
    context = bool(st.session_state.get("context"))
    look = picture.PictureLook(texts, view.chosen, lanes, with_context=context)
    st.markdown(f"**{texts('files.views')}**")
    st.download_button(
        texts("files.page"),
        data=lambda: standalone(seen, lanes=lanes, language=texts.language).encode("utf-8"),
        file_name=f"{stem}.html",
        mime="text/html",
        on_click="ignore",
        icon=":material/map:",
        key="files-page",
    )
    st.html(note(texts("files.page.help")))
    for name, mime, draw in (
        ("png", "image/png", picture.png),
        ("svg", "image/svg+xml", picture.svg),
    ):
        st.download_button(
            texts(f"files.{name}"),
            data=partial(draw, seen, look),
            file_name=f"{stem}.{name}",
            mime=mime,
            on_click="ignore",
            icon=":material/image:",
            key=f"files-{name}",
        )
    st.html(note(texts("files.picture.help")))
    st.button(
        texts("files.slides"),
        icon=":material/slideshow:",
        on_click=lambda: st.session_state.update(page="slides"),
        key="files-slides",
    )


def _data(view: View) -> None:
    """Offer what is to be worked with."""
    texts = view.texts
    st.markdown(f"**{texts('files.data')}**")
    linkage = only(view.linkage, {row["project_id"] for row in view.shown.projects})
    meridian = _meridian(view)
    for key, one in FORMATS.items():
        options = ExportOptions(
            language=texts.language, meridian=meridian, locale=CsvLocale.of(texts.language)
        )
        st.download_button(
            plain(texts.pick(one.title)),
            data=partial(_content, linkage, one, options),
            file_name=_name(one, view),
            on_click="ignore",
            icon=":material/download:",
            disabled=one.needs_meridian and meridian is None,
            key=f"files-{key}",
        )


def _content(linkage: Linkage, one: Format, options: ExportOptions) -> bytes:
    return download(linkage, one, options).content


def _name(one: Format, view: View) -> str:
    """Name the file as the export does: several files of a format come zipped."""
    ending = next(iter(one.files)) if len(one.files) == 1 else f"-{one.key}.zip"
    return f"giap-ranh-{view.linkage.as_of.isoformat()}{ending}"


def _meridian(view: View) -> float | None:
    """Ask for the province, and where it has several meridians for the one, of the Shapefile."""
    texts, linkage = view.texts, view.linkage
    named = linkage.sides.set_index("province_code")["province_name"].to_dict()
    code = st.selectbox(
        texts("files.province"),
        sorted(named, key=lambda key: sort_key(named[key])),
        index=None,
        format_func=lambda code: named[code],
        placeholder=texts("files.province.none"),
        key=f"files-province-{linkage.units}",
    )
    if code is None:
        return None
    table = read_meridians(view.options.data)
    choices = table.choices(str(code), linkage.units, linkage.registry.units)
    picked = st.radio(
        texts("files.meridian"),
        choices,
        format_func=_written,
        key=f"files-meridian-{linkage.units}-{code}",
    )
    return picked.degrees if picked else None


def _written(choice: MeridianChoice) -> str:
    return plain(f"{meridian_text(choice.degrees)} ({'; '.join(choice.whose)})")
