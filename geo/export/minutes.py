"""A meeting's minutes (biên bản) and the notice of its conclusions, as Word documents.

What is known is filled in; where a person must write there is a gap that is seen as one.
"""

import datetime as dt
from collections.abc import Iterable

from geo.export import words
from geo.export.difference_words import said, unit_of
from geo.export.letter import MONTHS, TEXT_MM, Letter, LetterHead
from geo.export.record import Record
from geo.model import Language
from geo.registry.citations import date_text
from geo.store.conclusions import Conclusion
from geo.views.credits import credits_of

_FROM_MARCH = 3
"""Days below 10, and January and February, are written with a zero: nobody can add a digit."""
_STATUS_MM = (10.0, 31.0, 17.0, 16.0, 31.0, 27.0, 20.0, 13.0)
_CONCLUDED_MM = (10.0, 34.0, 18.0, 55.0, 27.0, 21.0)


def minutes(record: Record, language: Language) -> bytes:
    """Write the minutes: who met, what changed, how things stand, what was concluded, maps."""
    letter = _begun(record, language, "BB", "minutes", record.conference.title)
    day = date_text(record.conference.date).pick(language)
    gap = letter.say("gap")
    letter.line(letter.say("began", day=day))
    letter.line(letter.say("at", place=record.conference.place or gap))
    letter.line(letter.say("present"))
    for line in _present(record, letter):
        letter.line(f"- {line}", before=2)
    letter.line(letter.say("chair", name=record.conference.chair or gap))
    letter.line(letter.say("secretary", name=record.conference.secretary or gap))
    letter.line(letter.say("contents"), bold=True)
    number = 1
    if record.conference.since is not None:
        _changed(record, letter, number)
        number += 1
    if record.tasks:
        letter.heading(number, letter.say("tasks"))
        _conclusions(record, letter, record.tasks)
        number += 1
    _status(record, letter, number)
    letter.heading(number + 1, letter.say("concluded"))
    _conclusions(record, letter, record.concluded)
    letter.line(letter.say("ended", day=day), before=12)
    _signed(record, letter)
    letter.recipients(record.units or [gap])
    _maps(record, letter)
    return letter.content


def notice(record: Record, language: Language) -> bytes:
    """Write the notice of conclusions."""
    about = Letter(language, "").say("notice_of", title=_lowered(record.conference.title))
    letter = _begun(record, language, "TB", "notice", about)
    day = date_text(record.conference.date).pick(language)
    place = record.conference.place or letter.say("gap")
    title = _lowered(record.conference.title)
    letter.line(letter.say("notice_opening", day=day, place=place, title=title), before=12)
    _conclusions(record, letter, record.concluded)
    letter.line(letter.say("notice_closing"), before=12)
    name = record.conference.chair or letter.say("gap")
    letter.signatures(("", ""), (letter.say("sign_chair"), name))
    letter.recipients(record.units or [letter.say("gap")])
    return letter.content


def _begun(record: Record, language: Language, sort: str, key: str, about: str) -> Letter:
    letter = Letter(language, about)
    conference = record.conference
    number = conference.number if key == "minutes" else ""
    letter.head(
        LetterHead(
            conference.host.upper() or letter.say("gap_host"),
            letter.say("number", number=number or letter.say("gap_number", sort=sort)),
            place_and_day(letter, conference.place, conference.date),
        )
    )
    letter.title(letter.say(key), about)
    return letter


def place_and_day(letter: Letter, place: str, day: dt.date) -> str:
    """Place and day as they stand under the motto; days and the months 1 and 2 with a zero."""
    is_vi = letter.language is Language.VI
    in_digits = f"{day.month:02d}" if day.month < _FROM_MARCH else str(day.month)
    return letter.say(
        "day",
        place=place or letter.say("gap"),
        day=f"{day.day:02d}" if is_vi else day.day,
        month=in_digits if is_vi else MONTHS[day.month - 1],
        year=day.year,
    )


def _lowered(title: str) -> str:
    return f"{title[:1].lower()}{title[1:]}"


def _present(record: Record, letter: Letter) -> list[str]:
    gap = letter.say("gap")
    units = [letter.say("delegation", unit=unit, gap=gap) for unit in record.units]
    return [*record.conference.present] or units or [gap]


def _changed(record: Record, letter: Letter, number: int) -> None:
    conference, language = record.conference, letter.language
    assert conference.since is not None
    since, until = (date_text(day).pick(language) for day in (conference.since, conference.as_of))
    letter.heading(number, letter.say("changed", since=since, until=until))
    own = [one for one in record.changed if one.project_id in record.agenda]
    for one in own:
        unit = unit_of(one, record.linkage)
        who = f" ({unit})" if unit else ""
        name = record.name(one.project_id, language)
        letter.line(f"- {name}{who}: {said(one).pick(language)}", before=2)
    if not own:
        letter.line(letter.say("nothing_changed"))


def _status(record: Record, letter: Letter, number: int) -> None:
    language = letter.language
    day = date_text(record.linkage.as_of).pick(language)
    units = words.UNITS[record.linkage.units].pick(language)
    letter.heading(number, letter.say("status", day=day, units=units))
    keys = ("number", "project", "side", "length", "responsible", "status", "deadline", "apart")
    letter.table(_heads(letter, keys), record.status_rows(language), _STATUS_MM)


def _heads(letter: Letter, keys: Iterable[str]) -> list[str]:
    return [letter.say(f"col_{key}") for key in keys]


def _conclusions(record: Record, letter: Letter, found: Iterable[Conclusion]) -> None:
    language = letter.language
    rows = [
        (
            str(number),
            record.name(one.entry.project, language),
            record.side(one.entry),
            one.said.text.pick(language),
            record.who(one, language),
            _due(one, record.conference.date, letter),
        )
        for number, one in enumerate(found, start=1)
    ]
    if not rows:
        letter.line(letter.say("nothing_concluded"))
        return
    keys = ("number", "project", "side", "text", "who", "by")
    letter.table(_heads(letter, keys), rows, _CONCLUDED_MM)


def _due(one: Conclusion, day: dt.date, letter: Letter) -> str:
    if one.said.by is None:
        return "–"
    by = date_text(one.said.by).pick(letter.language)
    return letter.say("overdue", day=by) if one.is_overdue(day) else by


def _signed(record: Record, letter: Letter) -> None:
    gap = letter.say("gap")
    conference = record.conference
    letter.signatures(
        (letter.say("sign_secretary"), conference.secretary or gap),
        (letter.say("sign_chair"), conference.chair or gap),
    )
    units = record.units
    for left, right in zip(units[::2], [*units[1::2], None], strict=False):
        offices = [
            (letter.say("sign_party", unit=unit.upper()), gap) if unit else ("", "")
            for unit in (left, right)
        ]
        letter.signatures(offices[0], offices[1])


def _maps(record: Record, letter: Letter) -> None:
    language = letter.language
    shown = [key for key in record.agenda if key in record.pictures]
    if not shown:
        return
    letter.new_page()
    letter.title(letter.say("annex"), letter.say("annex_of"))
    for project_id in shown:
        caption = letter.say("map_of", name=record.name(project_id, language))
        letter.picture(record.pictures[project_id], caption, width_mm=TEXT_MM * 0.9)
    said_credits = "; ".join(credit.pick(language) for credit in credits_of(record.linkage))
    letter.line(said_credits, "left", before=6).runs[0].italic = True
