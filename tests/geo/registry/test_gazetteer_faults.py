"""Rows of the gazetteer that are at fault."""

from pathlib import Path

import pytest

from geo.errors import InputError
from geo.registry import load_registry
from tests.geo.registry.broken import Case, assert_fault_is_named

CASES = [
    # ---- the gazetteer
    Case(
        "longitude and latitude swapped",
        "places.csv",
        "106.285,21.413",
        "21.413,106.285",
        "place 'ga-kep': lon is '21.413' — allowed: a number from 102 to 118 — .*longitude before",
        "21.413,106.285",
    ),
    Case(
        "latitude out of range",
        "places.csv",
        "106.285,21.413",
        "106.285,214.13",
        "place 'ga-kep': lat is '214.13' — allowed: a number from 8 to 23.5",
        "106.285,214.13",
    ),
    Case(
        "longitude with a comma",
        "places.csv",
        "106.285,21.413",
        '"106,285",21.413',
        "lon is '106,285' — .*decimal point",
        '"106,285"',
    ),
    Case(
        "place key twice",
        "places.csv",
        "ga-bo-ha,",
        "ga-kep,",
        "place key 'ga-kep' stands twice — give each place a key of its own",
        "ga-kep,Ga Bố Hạ",
        others=True,
    ),
    Case(
        "no precision",
        "places.csv",
        "from the town and the railway's course,,1000,",
        "from the town and the railway's course,,vài trăm,",
        "place 'ga-kep': precision_m is 'vài trăm' — .*how well the place is known",
        "vài trăm",
    ),
    Case(
        "false precision",
        "places.csv",
        "from the town and the railway's course,,1000,",
        "from the town and the railway's course,,0,",
        "precision_m is '0' — allowed: a number from 1 to 50000",
        ",,0,",
    ),
    Case(
        "unknown province of a place",
        "places.csv",
        "station,Lạng Giang,24,",
        "station,Lạng Giang,03,",
        "place 'ga-kep': no province has the code '03' — look the code up",
        "station,Lạng Giang,03,",
    ),
    Case(
        "province without its zero",
        "places.csv",
        "station,Lạng Giang,24,",
        "station,Lạng Giang,6,",
        "place 'ga-kep': province is '6' — allowed: one two-digit code",
        "station,Lạng Giang,6,",
    ),
    Case(
        "border with one province",
        "places.csv",
        "24|20,",
        "24|24,",
        "province is '24|24' — .*two different ones",
        "24|24,",
    ),
    Case(
        "place without a source",
        "places.csv",
        "24,own estimate from the town and the railway's course,,1000",
        "24,,,1000",
        "place 'ga-kep': source is empty — fill it in",
        "24,,,1000",
    ),
    Case(
        "comma outside quotes",
        "places.csv",
        "GeoNames gives whole minutes only",
        "GeoNames gives minutes, no seconds",
        "place 'kep': the row is too long, ' no seconds' is left over — put a text .* in quotes",
        "GeoNames gives minutes, no",
    ),
    Case(
        "GeoNames number that is none",
        "places.csv",
        "GeoNames,1579752,",
        "GeoNames,15797x2,",
        "place 'kep': geonames_id is '15797x2' — allowed: the number",
        "15797x2",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_fault_is_named_with_file_line_and_remedy(data: Path, case: Case) -> None:
    assert_fault_is_named(data, case)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("places.csv", b"key,name_vi\nkep,K\xe9p\n", r"not UTF-8 text \(byte 17\)"),
        ("places.csv", b"key,name_vi,lon,lat\n", r"column\(s\) missing: name_en, kind, district"),
        ("places.csv", b"", r"column\(s\) missing: key,"),
    ],
)
def test_table_that_cannot_be_read_stops_at_once(
    data: Path, file: str, content: bytes, message: str
) -> None:
    (data / file).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load_registry(data)
    assert caught.value.where.split(":")[0] == str(data / file)
