"""What is not collected here."""

collect_ignore = ["qgis_probe.py"]  # run by the Python that QGIS belongs to
