import sys

from django.http import HttpRequest, HttpResponse

from dashboard.frames import SLOTS, in_one_piece

LARGE = 32  # words, of a frame as requests have them; most are smaller


def test_a_request_runs_under_a_frame_with_room_for_all_that_python_nests() -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(sys._getframe(1).f_code.co_stacksize))

    answered = in_one_piece(answer)(HttpRequest())
    assert isinstance(answered, HttpResponse)
    room = int(answered.content)
    assert room == SLOTS >= sys.getrecursionlimit() * LARGE
