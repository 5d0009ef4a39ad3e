"""Errors as callers use them: what the service said, which field, when to come again."""

import pytest
import venice_api_keys as api
from venice_api_keys import errors

from tests.client.conftest import Answering

REFUSAL = {
    "error": "Invalid request parameters",
    "details": {
        "_errors": ["Unrecognized key"],
        "limitPeriod": {"_errors": ["Invalid enum value"]},
        "consumptionLimit": {"_errors": [], "usd": {"_errors": ["Too big", "Odd"]}},
    },
    "issues": [{"path": ["limitPeriod"]}],
}


def test_a_refusal_tells_its_fields(answering: Answering) -> None:
    with pytest.raises(api.BadRequestError) as caught:
        answering(400, REFUSAL).api_keys.list()
    assert caught.value.error == "Invalid request parameters"
    assert caught.value.fields == {
        "": ["Unrecognized key"],
        "consumptionLimit.usd": ["Too big", "Odd"],
        "limitPeriod": ["Invalid enum value"],
    }
    assert caught.value.issues == [{"path": ["limitPeriod"]}]
    assert str(caught.value) == (
        "GET /api_keys answered 400: Invalid request parameters (request: Unrecognized key; "
        "consumptionLimit.usd: Too big, Odd; limitPeriod: Invalid enum value)"
    )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, api.BadRequestError),
        (401, api.AuthenticationError),
        (402, api.PaymentRequiredError),
        (403, api.PermissionDeniedError),
        (404, api.NotFoundError),
        (413, api.TooLargeError),
        (415, api.WrongMediaTypeError),
        (429, api.RateLimitedError),
        (500, api.ServerError),
        (503, api.ServerError),
        (418, api.StatusError),
    ],
)
def test_each_status_has_its_class(
    status: int, kind: type[api.StatusError], answering: Answering
) -> None:
    with pytest.raises(kind) as caught:
        answering(status, {"error": "said"}).api_keys.list()
    assert type(caught.value) is kind
    assert caught.value.error == "said"
    assert caught.value.status_code == caught.value.status == status


NOW = 1_790_000_000.0


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "Mon, 21 Sep 2026 14:13:30 GMT"}, 10.0),
        ({"x-ratelimit-reset": "1790000005"}, 5.0),
        ({"x-ratelimit-reset-requests": "1790000003"}, 3.0),
        ({"x-ratelimit-reset-requests": "1790000005000"}, 5.0),
        ({"x-ratelimit-resets": "1790000005000"}, 5.0),
        ({"retry-after": "7", "x-ratelimit-reset-requests": "1790000003"}, 7.0),
        ({"retry-after": "soon", "x-ratelimit-reset-requests": "1790000003"}, 3.0),
        ({"x-ratelimit-reset-requests": "soon", "x-ratelimit-resets": "1790000007000"}, 7.0),
        ({"x-ratelimit-reset-requests": "1789999900"}, 0.0),
        ({"retry-after": "-5"}, 0.0),
        ({"retry-after": "1e300"}, errors.LONGEST_WAIT),
        ({"x-ratelimit-resets": "99999999999999999"}, errors.LONGEST_WAIT),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_from_either_header_in_its_unit_and_bounded(
    headers: dict[str, str], wait: float | None
) -> None:
    """`Retry-After`, in seconds or as a date, goes before the reset time of the rate limit.

    Milliseconds are read as such, and no answer makes anyone wait for longer than a day.
    """
    assert errors.asked_wait(headers, NOW) == wait


@pytest.mark.parametrize("name", ["x-request-id", "request-id", "cf-ray"])
def test_the_request_id_is_found(name: str, answering: Answering) -> None:
    with pytest.raises(api.ServerError) as caught:
        answering(500, {"error": "x"}, {name: "abc"}).api_keys.list()
    assert caught.value.request_id == "abc"


def test_one_except_catches_all(answering: Answering) -> None:
    """Everything derives from ApiError, and what is no StatusError is told apart."""
    for client in (answering(500, {}), answering(200, b""), api.Client()):
        with pytest.raises(api.ApiError):
            client.api_keys.list()


def test_every_class_of_the_tree_is_exported() -> None:
    classes = [
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.ApiError)
    ]
    assert sorted(classes) == sorted(errors.__all__)
    assert errors.__doc__ is not None
    for name in classes:
        assert name in errors.__doc__
        assert getattr(api, name) is getattr(errors, name)
