#!/usr/bin/env python3
"""Makes icd10cm.tsv.gz (code, billable, title) from the official tabular list inside the PyPI package simple-icd-10-cm.

    pip download simple-icd-10-cm==1.5.0 --no-deps
    python3 make_table.py simple_icd_10_cm-1.5.0-py3-none-any.whl

Only the standard library is needed. The output is the same byte by byte each time.
"""

import gzip
import io
import pathlib
import re
import sys
import zipfile
import xml.etree.ElementTree as ElementTree

TABULAR = re.compile(r"simple_icd_10_cm/data/icd10c-tabular-.*\.xml$")


def read_rows(wheel: pathlib.Path) -> list[tuple[str, str, str]]:
    """Every `diag` element of the tabular list: its code, 1 when no finer code stands below it, its title."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if TABULAR.search(name)]
        root = ElementTree.fromstring(archive.read(name))
    rows = []
    for diag in root.iter("diag"):
        code = (diag.findtext("name") or "").strip()
        title = " ".join((diag.findtext("desc") or "").split())
        rows.append((code, "0" if diag.find("diag") is not None else "1", title))
    rows.sort()
    if len({code for code, _, _ in rows}) != len(rows) or not all(code and title for code, _, title in rows):
        sys.exit("error: the tabular list has a code twice, or one without a title")
    return rows


def main() -> None:
    """Writes the table beside this script."""
    if len(sys.argv) != 2:
        sys.exit("usage: make_table.py WHEEL")
    rows = read_rows(pathlib.Path(sys.argv[1]))
    out = pathlib.Path(__file__).with_name("icd10cm.tsv.gz")
    text = "".join("\t".join(row) + "\n" for row in rows)
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as packed:
        packed.write(text.encode())
    out.write_bytes(buffer.getvalue())
    print(f"{len(rows)} codes, {len(buffer.getvalue())} bytes")


if __name__ == "__main__":
    main()
