"""Stops everything once the launcher is gone without having done so (`kill -9`, a crash).

The launcher holds the other end of our standard input; its end is the launcher's end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from deploy.local import leftovers
from deploy.local.places import DataFolder


def main() -> None:
    data = DataFolder(Path(sys.argv[1]))
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while sys.stdin.buffer.read(1):
        pass
    leftovers.stop(leftovers.find(data, of_run=os.environ[leftovers.RUN]))


if __name__ == "__main__":
    main()
