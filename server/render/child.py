"""The isolated process for one uploaded file: limits first, then the decoder its kind needs.

Runs alone as `python -I child.py TASK UPLOAD FOLDER OPTIONS`; it leaves `result.json` and the
variants in the folder, and imports nothing of the server but the decoders beside it.
"""

import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path

TASKS = {
    "picture": "picture_child",
    "paper": "paper_child",
    "document": "document_child",
    "office": "office_child",
    "probe": "probe_child",
    "film": "film_child",
    "sound": "sound_child",
    "speech": "speech_child",
    "plain_sound": "plain_sound_child",
}


def main(task: str, upload: str, folder: str, options: str) -> None:
    """Leave the answer in the folder, whatever becomes of the file."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from server.render.confinement import RefusedError, confine, leave_answer

    decoder = importlib.import_module(f"server.render.{TASKS[task]}")
    wanted = json.loads(options)
    longer = {name: int(wanted[name]) for name in ("wall_s", "cpu_s") if name in wanted}
    confine(replace(decoder.BOUNDS, **longer))
    try:
        answer = decoder.take_in(Path(upload), Path(folder), wanted)
    except RefusedError as error:
        answer = error.answer
    leave_answer(Path(folder), answer)


if __name__ == "__main__":
    main(*sys.argv[1:5])
