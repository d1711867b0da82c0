"""Which worker runs which file: two drive browsers at most, while there is other work.

Four browsers at once starve each other on two cores, and what waits for a picture gives up.
"""

from pathlib import PurePosixPath

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

_DRIVE_BROWSERS = (PurePosixPath("tests/journeys"), PurePosixPath("tests/player/page"))
_MOST_BROWSERS = 2
_BEGINS_WITH = 2  # a worker runs a test once it knows which comes next


def drives_browsers(file: str) -> bool:
    """Tell whether a file's tests open pages in a browser."""
    return any(folder in PurePosixPath(file).parents for folder in _DRIVE_BROWSERS)


class BrowsersApart(LoadFileScheduling):  # type: ignore[misc]  # xdist's own code is untyped here
    """Give a whole file to a worker at a time, from two queues."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        driving = {
            one
            for one, files in self.assigned_work.items()
            if any(drives_browsers(file) and not all(files[file].values()) for file in files)
        }
        wants_browsers = node in driving or len(driving) < _MOST_BROWSERS
        fitting = (file for file in self.workqueue if drives_browsers(file) == wants_browsers)
        self.workqueue.move_to_end(next(fitting, next(iter(self.workqueue))), last=False)
        super()._assign_work_unit(node)
        if self.workqueue and self._pending_of(self.assigned_work[node]) < _BEGINS_WITH:
            self._assign_work_unit(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """Name the test that ended its worker; it is not run again, what the worker had left is."""
        files = self.assigned_work.pop(node)
        left = [(file, test) for file in files for test in files[file] if not files[file][test]]
        if not left:
            return None
        file, ended_it = left[0]
        files[file][ended_it] = True
        self.workqueue.update({one: files[one] for one, _ in left if not all(files[one].values())})
        if self.workqueue:
            for other in self.assigned_work:
                self._reschedule(other)
        return ended_it
