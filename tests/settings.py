"""The product's own settings, in a data folder that goes with the test process."""

import os
import tempfile

os.environ["SCATTERPILOT_DATA_DIR"] = tempfile.mkdtemp(prefix="scatterpilot-tests-")
os.environ["LOG_LEVEL"] = "WARNING"
os.environ.setdefault("AWS_ACCESS_KEY_ID", "testing")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "testing")
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from scatterpilot.settings import *  # noqa: F403

# Tests sign in often; how strong the hash is, is for Django to test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
