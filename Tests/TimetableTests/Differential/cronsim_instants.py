"""Prints when cronsim thinks cron tasks are due, for the differential test.

Each line of the input is `expression|zone|start|count`, the start in seconds since the epoch; each line of the output
has up to that many instants after the start in seconds since the epoch, or `refused`.
"""

import sys
from datetime import datetime, timezone
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

for line in sys.stdin:
    expression, zone, start, count = line.rstrip("\n").split("|")
    # Its UTC has no daylight-saving time to think about, so it takes the plain path through cronsim.
    zone = timezone.utc if zone == "UTC" else ZoneInfo(zone)
    begin = datetime.fromtimestamp(int(start), timezone.utc).astimezone(zone)
    try:
        print(*(int(due.timestamp()) for due in islice(CronSim(expression, begin), int(count))))
    except CronSimError:
        print("refused")
