"""Turning a Word document into a PDF with LibreOffice, in the child, with a profile of its own."""

import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.render.confinement import Bounds, RefusedError, die_with_parent

BOUNDS = Bounds(
    wall_s=120, cpu_s=90, memory_bytes=6 << 30, file_bytes=100 << 20, open_files=256, niceness=10
)
MOST_UNPACKED = 200 << 20
MOST_PARTS = 5_000
_TEXT = "word/document.xml"
_MACROS = "vbaproject.bin"


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Check the package, then leave `document.pdf` in the folder. Raises: RefusedError."""
    check_package(upload)
    if options.get("only_check"):
        return {}
    program = options["program"]
    source = folder / "document.docx"
    source.symlink_to(upload)
    command = [str(program), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
        check=False,
    )
    made = folder / "document.pdf"
    if not made.is_file():
        raise RefusedError("broken_document")
    return {"file": made.name}


def check_package(upload: Path) -> None:
    """Refuse what is no Word document, one that unpacks too large, and macros.

    Raises: RefusedError.
    """
    try:
        with zipfile.ZipFile(upload) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedError("not_taken") from error
    names = {part.filename.lower() for part in parts}
    if _TEXT not in names:
        raise RefusedError("not_taken")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RefusedError("unpacks_too_large")
    if any(name.endswith(_MACROS) for name in names):
        raise RefusedError("has_macros")
