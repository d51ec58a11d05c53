"""The product's settings on a data folder of their own, with what only tests may do faster."""

import os
import tempfile

os.environ["BETABOARD_DATA"] = os.environ.get("BETABOARD_TEST_DATA") or tempfile.mkdtemp(prefix="betaboard-test-")

from dashboard.settings import *
from dashboard.settings import DATA, DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "dashboard.sqlite":
    # A file: the threads of a live server then share it as they do in service.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")  # no power fails
SIMULATOR_TOKEN_S = 0.002
