"""What failed is named at once: a run that is cut off must not take the names with it."""

import pytest


class FailuresNamed:
    """Writes a line for each failure, where the others are dots."""

    def __init__(self, config: pytest.Config) -> None:
        """Take the configuration of the run, not of one of its workers."""
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name a test that failed in setup, call or teardown, and the last line of why."""
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal is not None:
            why = report.longreprtext.strip().splitlines()[-1:]
            terminal.write_line(" ".join(["\nFAILED", report.nodeid, *why]))
