"""The access log says what a request took of a store that is paid by use, and nothing where none is."""

from django.http import HttpResponse
from django.test import RequestFactory

from scatterpilot.guard.requests import RequestMiddleware
from scatterpilot.store import usage


def logged(log_lines, view):
    request = RequestFactory().get("/")
    request.resolver_match = None
    RequestMiddleware(view)(request)
    (line,) = log_lines("scatterpilot.access")
    return line


def test_the_line_tells_round_trips_and_capacity(log_lines):
    def view(request):
        usage.note(round_trips=1, read_units=2.5)
        usage.note(round_trips=1, retries=1, write_units=12)
        return HttpResponse()

    line = logged(log_lines, view)
    assert [line[name] for name in ("store_trips", "store_retries", "rcu", "wcu")] == [2, 1, 2.5, 12]


def test_a_request_without_such_a_store_tells_nothing_of_it(log_lines):
    line = logged(log_lines, lambda request: HttpResponse())
    assert not {"store_trips", "rcu", "wcu"} & set(line)
