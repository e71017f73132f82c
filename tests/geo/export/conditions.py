"""Real trouble for a writer: a full disk, a folder that may only be read."""

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond this: the system refuses the next byte, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only_folder() -> Iterator[Path]:
    """A folder that may be read but not written to, by root neither: he is nobody meanwhile."""
    top = Path(tempfile.mkdtemp(prefix="giap-ranh-test-"))
    folder = top / "read-only"
    folder.mkdir()
    (folder / "one").write_bytes(b"old")
    top.chmod(0o755)
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    try:
        if is_root:
            os.seteuid(NOBODY)
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(top)
