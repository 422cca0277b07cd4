"""An import that was interrupted anywhere, and is run again, ends like one that never was.

``python -m tests.wordpress.try_faults`` tries all places and real kills. Here is a share of them.
"""

import random
from pathlib import Path

import pytest

from tests.external_server import ExternalServer
from tests.wordpress.faults import Fault, differences, import_with, import_without
from tests.wordpress.forty_items import fill, forty_items

SEED = 14


# PostgreSQL gives the number of a row that was rolled back to no other one.
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_import_after_a_fault_ends_like_one_without(
    external_server: ExternalServer, quick: None, tmp_path: Path
) -> None:
    fill(external_server)
    file = tmp_path / "export.xml"
    file.write_bytes(forty_items(external_server.url("").rstrip("/")))
    wanted, places = import_without(external_server, file)
    choose = random.Random(SEED)
    for kind, count in places.items():
        fault = Fault(kind, choose.randint(1, count))
        found = import_with(fault, external_server, file)
        assert fault.places >= fault.at
        assert not differences(wanted, found), (kind, fault.at, differences(wanted, found)[:4])
