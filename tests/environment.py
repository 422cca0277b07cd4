"""What the settings read in a test run. Loaded by pytest before Django is (``-p tests.environment``)."""

import os
import tempfile
from pathlib import Path

for name in (
    "AKISMET_API_KEY",
    "AKISMET_API_URL",
    "EMAIL_URL",
    "SITE_URL",
    "TRUSTED_PROXIES",
    "DEBUG",
    "LANGUAGE_CODE",
    "TIME_ZONE",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
data_dir = Path(tempfile.mkdtemp(prefix="sturdy-tests-"))
(data_dir / "static").mkdir()
os.environ["DATA_DIR"] = str(data_dir)
