"""Which places on the sheet are taken, so that no label lies on another or on a sign."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in points from the map's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Give the rectangle about a middle."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: "Box") -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass
class TakenBoxes:
    """The rectangles in use on a map of this width and height."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    """Dots of places: no label covers one, but a sign may."""

    def add(self, box: Box) -> None:
        """Take a place."""
        self.boxes.append(box)

    def is_free(self, box: Box, *, inside: bool) -> bool:
        """Tell whether nothing lies there; ``inside``: and the map does not end there."""
        if inside and not (
            box.left >= 0 and box.bottom >= 0 and box.right <= self.width and box.top <= self.height
        ):
            return False
        return not any(box.meets(other) for held in (self.boxes, self.dots) for other in held)

    def first_free(self, boxes: Iterable[Box]) -> Box | None:
        """Give the first of the places that is free, and take it."""
        for box in boxes:
            if self.is_free(box, inside=True):
                self.add(box)
                return box
        return None
