"""Writes the outcome of each test as a line of JSON into the file SUITE_OUTCOMES."""

import json
import os


def pytest_runtest_logreport(report):
    if report.when != "call" and report.passed:
        return
    message = "" if report.passed else str(report.longrepr)
    if report.failed and getattr(report.longrepr, "reprcrash", None):
        message = report.longrepr.reprcrash.message
    path, *_, name = report.nodeid.split("::")
    outcome = {
        "name": "{}.{}".format(os.path.basename(path)[:-3], name),
        "phase": report.when,
        "outcome": report.outcome,
        "message": message,
        "seconds": report.duration,
    }
    with open(os.environ["SUITE_OUTCOMES"], "a") as file:
        file.write(json.dumps(outcome) + "\n")
