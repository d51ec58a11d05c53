import socket

from dashboard import port


def test_a_free_port_is_no_problem() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        free = found.getsockname()[1]
    assert port.problem("127.0.0.1", str(free)) is None


def test_a_taken_port_is_said_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        sentence = port.problem("127.0.0.1", str(taken.getsockname()[1]))
    assert sentence is not None
    assert "taken" in sentence
    assert "PORT=8001" in sentence


def test_a_port_that_is_no_number_is_said() -> None:
    assert "number" in str(port.problem("127.0.0.1", "eighty"))


def test_a_host_that_is_not_ours_is_said() -> None:
    assert "HOST" in str(port.problem("no such host", "8000"))
