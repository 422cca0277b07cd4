import shutil
from pathlib import Path

import pytest

from tests import prepared
from tests.operations.machine import Machine

WRITE = """
from django.core.files.base import ContentFile
from tests.factories import *
post = make_post("bird-dog", title="Bird dog, slowly")
comment = make_comment(post, email="reader@example.org", text="Does it hurt?")
make_comment(post, parent=comment, text="No. \\u2028 Żółw")
make_application(email="nadia@example.org")
picture = make_picture()
make_page("about")
make_document(content=b"%PDF-1.7 plan")
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A site with a little of everything. No test changes it; ``site`` is a copy."""
    machine = Machine(prepared.copy_site(tmp_path_factory.mktemp("made") / "site"))
    machine.run(WRITE)
    machine.manage("backup", "--no-trial")
    return machine


@pytest.fixture
def site(made: Machine, tmp_path: Path) -> Machine:
    shutil.copytree(made.folder, tmp_path / "site", ignore=shutil.ignore_patterns("static"))
    return Machine(tmp_path / "site").with_static_files_of(made)
