"""Province polygons with what a reader must know of them: source and whether a sketch."""

from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd

from geo.model import Text
from geo.provinces.boundary_report import BoundaryReport
from geo.provinces.former import former_borders
from geo.registry.units import Units, UnitTable


@dataclass(frozen=True)
class Boundaries:
    """Province polygons in one set of units.

    ``frame`` has the columns province_code, province_name and geometry (Polygon or
    MultiPolygon) in EPSG:4326, (lon, lat), ordered by code. ``report`` says what was found in
    the file they come from.
    """

    frame: gpd.GeoDataFrame
    source: Text
    is_sketch: bool
    units: Units = Units.SIGNING
    report: BoundaryReport | None = None
    merged_from: tuple[gpd.GeoDataFrame, UnitTable] | None = None
    """In the units of today: the provinces of the signing that they are unions of, and how."""
    known: gpd.GeoDataFrame | None = None
    """In the units of today: provinces of the signing that the file holds beside them."""
    communes: gpd.GeoDataFrame | None = None
    """The communes they were made of, as :func:`geo.provinces.communes.commune_frame` has it."""
    whole: gpd.GeoDataFrame | None = None
    """In the units of the signing: the units of today that they are parts of, as given."""

    @cached_property
    def former(self) -> gpd.GeoDataFrame | None:
        """In the units of today: the borders that no longer exist, else None.

        As :func:`geo.provinces.former.former_borders` gives them, found when first asked for.
        """
        return former_borders(*self.merged_from) if self.merged_from else None

    def in_units(self, units: Units, table: UnitTable) -> "Boundaries":
        """The same ground in the wanted units; the 34 are unions of the 63.

        Raises
        ------
        ValueError
            When asked to take the 34 apart into the 63, which their union cannot tell.
        """
        if units is self.units:
            return self
        if self.units is Units.TODAY:
            raise ValueError("boundaries of the 34 units cannot be taken apart into the 63")
        if self.whole is not None:
            return replace(self, frame=self.whole, units=units, merged_from=(self.frame, table))
        codes = self.frame["province_code"].map(lambda code: table.code_in(units, code))
        merged = self.frame.assign(province_code=codes).dissolve("province_code", as_index=False)
        merged["province_name"] = merged["province_code"].map(table.today)
        return replace(self, frame=merged, units=units, merged_from=(self.frame, table))
