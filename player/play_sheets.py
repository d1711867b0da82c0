"""Signed play records on disk, a file for each hour that was closed, until the server has them."""

import logging
from collections.abc import Mapping
from pathlib import Path

from player.errors import DamagedError
from player.records import read_record, write_record

log = logging.getLogger(__name__)
Record = dict[str, object]


class PlaySheets:
    """Keep sheets by number; the lower ones are older."""

    def __init__(self, path: Path) -> None:
        """Make the folder."""
        self._path = path
        path.mkdir(parents=True, exist_ok=True)
        stems = (file.stem for file in path.glob("*.json"))
        self._numbers = {int(stem) for stem in stems if stem.isdecimal()}

    def numbers(self) -> list[int]:
        """Give the numbers of the sheets there are, the oldest first."""
        return sorted(self._numbers)

    def put(self, number: int, board: str, before: int, records: list[Record]) -> None:
        """Keep a board's sheet of the hours before an hour, synced. Raises: OSError."""
        value = {"board": board, "before": before, "records": records}
        write_record(self._file(number), value)
        self._numbers.add(number)

    def keep_only_of(self, board: str) -> None:
        """Forget what this box showed when it was another board."""
        for number in self.numbers():
            if self._whole(number).get("board") != board:
                self.drop(number)

    def read(self, number: int) -> list[Record]:
        """Give the records of a sheet; a damaged one is dropped, for it cannot be proven."""
        found = self._whole(number).get("records")
        return found if isinstance(found, list) else []

    def before(self, number: int) -> int:
        """Tell before which hour its records lie."""
        found = self._whole(number).get("before")
        return found if isinstance(found, int) else 0

    def replace(self, number: int, left: list[Record]) -> None:
        """Keep only these records of a sheet; without any it goes. Raises: OSError."""
        if left:
            write_record(self._file(number), {**self._whole(number), "records": left})
        else:
            self.drop(number)

    def drop(self, number: int) -> None:
        """Forget a sheet, and what stood there before it."""
        self._numbers.discard(number)
        file = self._file(number)
        file.unlink(missing_ok=True)
        file.with_name(file.name + ".old").unlink(missing_ok=True)

    def _whole(self, number: int) -> Mapping[str, object]:
        try:
            return read_record(self._file(number))
        except FileNotFoundError:
            return {}
        except DamagedError as error:
            log.warning("plays are lost: %s", error)
            self.drop(number)
            return {}

    def _file(self, number: int) -> Path:
        return self._path / f"{number:010}.json"
