"""What is logged says when, whose and what, in one line that a machine can take apart."""

import logging
import re
import subprocess
import sys

from layers.app.logged import FORMAT, _told_whose

LINE = re.compile(r"(\S+T\S+[+-]\d\d:\d\d) (\w+) (\S+) request=(\S+) user=(\S+) (.*)")


def test_what_runs_by_itself_has_neither_request_nor_user() -> None:
    record = _told_whose(logging.LogRecord("geo.x", logging.WARNING, "", 0, "a %s", ("b",), None))
    found = LINE.fullmatch(logging.Formatter(FORMAT).format(record))
    assert found
    assert found.groups()[1:] == ("WARNING", "geo.x", "-", "-", "a b")


def test_the_program_its_libraries_and_streamlit_log_alike() -> None:
    program = (
        "import logging\n"
        "from streamlit.logger import get_logger\n"
        "before = get_logger('streamlit.before')\n"
        "from layers.app.logged import log_in_one_format\n"
        "log_in_one_format()\n"
        "before.warning('one')\n"
        "get_logger('streamlit.after').warning('two')\n"
        "logging.getLogger('geo.osm').warning('three')\n"
        "logging.getLogger('giap-ranh').info('four')\n"
        "logging.getLogger('fiona').info('not this')\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [LINE.fullmatch(line) for line in done.stderr.splitlines()]
    assert all(lines), done.stderr
    assert [line[6] for line in lines if line] == ["one", "two", "three", "four"]
