"""
What the SDK's tests import as `test.helper_test`. The sdist does not ship that module: this one is written after how
the tests call it. Its files come from the runner, through SUITE_FILES and SUITE_REMOTE_IMAGE.
"""

import json
import os
import struct
import uuid
from contextlib import contextmanager
from datetime import timezone
from unittest import TestCase, mock
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from urllib3 import HTTPResponse

from cloudinary import api

__all__ = ["mock", "patch"]

_FILES = os.environ["SUITE_FILES"]

SUFFIX = uuid.uuid4().hex[:10]
TEST_TAG = "pycloudinary_test"
UNIQUE_TAG = "{}_{}".format(TEST_TAG, SUFFIX)
UNIQUE_TEST_ID = UNIQUE_TAG
TEST_FOLDER = "test_folder"
UNIQUE_TEST_FOLDER = "{}_{}".format(TEST_FOLDER, SUFFIX)
TEST_IMAGE = os.path.join(_FILES, "logo.png")
TEST_UNICODE_IMAGE = os.path.join(_FILES, "logö.png")
TEST_ICON = os.path.join(_FILES, "favicon.ico")
TEST_DOC = os.path.join(_FILES, "document.docx")
TEST_IMAGE_SIZE = os.path.getsize(TEST_IMAGE)
REMOTE_TEST_IMAGE = os.environ["SUITE_REMOTE_IMAGE"]
EVAL_STR = 'if (resource_info["width"] < 450) { upload_options["quality_analysis"] = true }; ' \
           'upload_options["context"] = "width=" + resource_info["width"]'
ON_SUCCESS_STR = 'current_asset.update({tags: ["autocaption"]});'
URLLIB3_REQUEST = "urllib3._request_methods.RequestMethods.request"
MOCK_REQUEST_ID = uuid.uuid4().hex


def UTC():
    return timezone.utc


class CldTestCase(TestCase):
    def assertObjectContainsSubset(self, actual, subset):
        for key, value in subset.items():
            self.assertIn(key, actual)
            if isinstance(value, dict):
                self.assertObjectContainsSubset(actual[key], value)
            else:
                self.assertEqual(actual[key], value, key)


def _call(mocker):
    return mocker.call_args[1]


def get_method(mocker):
    return _call(mocker)["method"]


def get_uri(mocker):
    return _call(mocker)["url"].split("?")[0]


def get_headers(mocker):
    return _call(mocker)["headers"]


def get_json_body(mocker):
    return json.loads(_call(mocker)["body"])


def get_params(mocker):
    """The parameters of the last call, from its query and its body. `name[]` and `name[0]` are items of a list."""
    call = _call(mocker)
    if call.get("body"):
        return json.loads(call["body"])
    pairs = parse_qsl(urlsplit(call["url"]).query, keep_blank_values=True)
    fields = call.get("fields") or []
    params = {}
    for key, value in pairs + list(fields.items() if isinstance(fields, dict) else fields):
        name, bracket, _ = key.partition("[")
        if bracket:
            params.setdefault(name, []).append(value)
        else:
            params[name] = value
    return params


def get_param(mocker, name):
    return get_params(mocker).get(name)


def get_list_param(mocker, name):
    return get_param(mocker, name) or []


def http_response_mock(body="", headers=None, status=200):
    return HTTPResponse(body=body.encode("utf-8"), headers=headers or {}, status=status)


def api_response_mock(body='{"foo":"bar"}'):
    return http_response_mock(body, {
        "x-featureratelimit-limit": "0",
        "x-featureratelimit-reset": "Sat, 01 Apr 2017 22:00:00 GMT",
        "x-featureratelimit-remaining": "0",
        "x-request-id": MOCK_REQUEST_ID,
    })


def uploader_response_mock():
    return http_response_mock('{"foo":"bar"}', {"x-request-id": MOCK_REQUEST_ID})


@contextmanager
def ignore_exception(error_classes=(Exception,), suppress_traceback_classes=()):
    try:
        yield
    except tuple(error_classes) + tuple(suppress_traceback_classes):
        pass


def retry_assertion(num_tries=1, delay=0):
    """The simulation indexes at once, so nothing is gained by asking again."""
    return lambda test: test


def _each(calls, delete):
    for names, *options in calls:
        with ignore_exception():
            delete(names, **(options[0] if options else {}))


def cleanup_test_resources(calls):
    _each(calls, api.delete_resources)


def cleanup_test_resources_by_tag(calls):
    _each(calls, api.delete_resources_by_tag)


def cleanup_test_transformation(calls):
    for names, *options in calls:
        for name in names:
            with ignore_exception():
                api.delete_transformation(name, **(options[0] if options else {}))


def populate_large_file(file, size, chunk_size=65536):
    """Fills a file with a bitmap of 1400 x 1400 pixels, as far as `size` goes."""
    info = struct.pack("<IiiHHIIiiII", 124, 1400, 1400, 1, 24, 0, size - 138, 2835, 2835, 0, 0)
    header = b"BM" + struct.pack("<IHHI", size, 0, 0, 138) + info + bytes(84)
    file.write(header)
    left = size - len(header)
    while left > 0:
        file.write(b"\xff" * min(left, chunk_size))
        left -= min(left, chunk_size)
    file.flush()
    file.seek(0)
