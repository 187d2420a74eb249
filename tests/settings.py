"""The product's own settings, in a data folder that goes with the test process."""

import atexit
import os
import shutil
import tempfile

_DATA = tempfile.mkdtemp(prefix="scatterpilot-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["SCATTERPILOT_DATA_DIR"] = _DATA
os.environ["LOG_LEVEL"] = "WARNING"
os.environ.setdefault("AWS_ACCESS_KEY_ID", "testing")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "testing")
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from scatterpilot.settings import *  # noqa: E402, F403

# Tests sign in often; how strong the hash is, is for Django to test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT.mkdir(parents=True)  # noqa: F405  WhiteNoise warns when it is missing, and warnings are errors
