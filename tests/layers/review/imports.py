"""A small agreement of our own invention, and its review."""

from pathlib import Path

from geo.agreements.coverage import Covered, cover
from geo.agreements.document import Document
from geo.registry import Registry
from layers.review.findings import Finding
from layers.review.journal import Journal
from layers.review.reviewed import Reviewed, reviewed

TEXT = """BIÊN BẢN GHI NHỚ
Giữa tỉnh Bắc Giang và tỉnh Lạng Sơn, ngày 01 tháng 02 năm 2025

1. Hai tỉnh Bắc Giang và Lạng Sơn đầu tư xây dựng cầu Bến Thử, hoàn thành trước năm 2027.
2. Xây dựng đường nối ĐT.999 với QL.1; đang thi công.
3. QL.279 đang thi công trên địa bàn tỉnh Lạng Sơn.
4. <script>alert("x")</script> & cảng Á Lữ.
"""
DOCUMENT = Document("bien-ban-thu", TEXT)


class Desk:
    """The review of one document, taken up anew at each step as the page does."""

    def __init__(
        self, folder: Path, registry: Registry, document: Document = DOCUMENT, key: str = ""
    ) -> None:
        self.document = document
        self.registry = registry
        self.journal = Journal(folder)
        self.key = key or self.journal.keep(document)
        self.covered: list[Covered] = cover([document], registry)

    @property
    def review(self) -> Reviewed:
        return reviewed(self.key, self.journal, self.document, self.covered, self.registry)

    def finding(self, start: str) -> Finding:
        return next(one for one in self.review.findings if one.id.startswith(start))

    def fill(self, start: str, **values: object) -> None:
        self.journal.change(self.key, "items", self.finding(start).id, "form", **values)
