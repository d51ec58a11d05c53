"""script/server as a stranger meets it: the first start, the second, and each way it can refuse to."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ("bash", "cat", "cksum", "dirname", "mkdir", "mktemp", "rm")
LINK = re.compile(r"http://\S+/sign-in/\S+")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """script/server on its own data folder and port. `output` is what it has printed."""

    def __init__(self, data: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._log = data.with_name(f"{data.name}.log")
        env = {key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [ROOT / "script" / "server"],
                env=env | {"BETABOARD_DATA": str(data), "PORT": str(port)},
                stdout=log,
                stderr=log,
            )

    @property
    def output(self) -> str:
        return self._log.read_text()

    def wait(self) -> None:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as reply:
                    assert reply.status == 200
                    return
            except OSError:
                assert self._process.poll() is None, self.output
                time.sleep(0.1)
        pytest.fail(self.output)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "data"


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    started = Server(data, free_port())
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def test_the_printed_link_signs_in_once(server: Server) -> None:
    found = LINK.search(server.output)
    assert found, server.output
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(found[0]) as page:
        assert "/sign-in/" not in page.url
    with browser.open(f"{server.address}/betas/") as page:
        assert "mcp-client-2026-09-15" in page.read().decode()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open(found[0])


def test_static_files_are_served_compressed_and_for_ever(server: Server) -> None:
    with urllib.request.urlopen(f"{server.address}/sign-in/") as page:
        style = re.search(r'href="(/static/css/app\.[0-9a-f]+\.css)"', page.read().decode())
    assert style
    asked = urllib.request.Request(f"{server.address}{style[1]}", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(asked) as reply:
        assert reply.headers["Content-Encoding"] == "br"
        assert "immutable" in reply.headers["Cache-Control"]


def test_everything_in_the_data_folder_is_its_owners_only(server: Server, data: Path) -> None:
    assert data.stat().st_mode & 0o777 == 0o700
    kept = [file for file in data.iterdir() if file.is_file()]
    assert {"betaboard.sqlite3", "secret.key", "data.key"} <= {file.name for file in kept}
    assert {file.name for file in kept if file.stat().st_mode & 0o077} == set()


def refused(**env: str) -> str:
    """What script/server says when it does not start."""
    done = subprocess.run(
        [ROOT / "script" / "server"], env=os.environ | env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    return done.stderr


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = refused(PORT=str(taken.getsockname()[1]), BETABOARD_DATA=str(tmp_path / "data"))
    assert "taken" in said
    assert len(said.strip().splitlines()) == 1


def test_a_data_folder_that_cannot_be_made_is_one_sentence() -> None:
    said = refused(BETABOARD_DATA="/dev/null/data", PORT=str(free_port()))
    assert "/dev/null/data cannot be written" in said
    assert len(said.strip().splitlines()) == 1


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy without .venv, and a bin folder with nothing but what the script itself needs."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "script", copy / "script")
    shutil.copy(ROOT / "requirements.txt", copy)
    (copy / "bin").mkdir()
    for tool in TOOLS:
        (copy / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return copy


def first_start(bare: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("bash") or "bash", bare / "script" / "server"],
        env={"PATH": str(bare / "bin"), "HOME": str(bare), "BETABOARD_DATA": str(bare / "data")} | env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_python_it_says_which_to_install(bare: Path) -> None:
    done = first_start(bare)
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_the_venv_module_it_says_how_to_get_it(bare: Path) -> None:
    python = bare / "bin" / "python3"
    python.write_text(f'#!{shutil.which("bash")}\ncase "$2" in *venv*) exit 1;; esac\n')
    python.chmod(0o755)
    done = first_start(bare)
    assert done.returncode != 0
    assert "python3-venv" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_network_the_first_install_says_so(bare: Path) -> None:
    (bare / "bin" / "python3").symlink_to(str(shutil.which("python3")))
    done = first_start(
        bare,
        PATH=f"{bare / 'bin'}:{os.environ['PATH']}",
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="0",
        PIP_NO_CACHE_DIR="1",
    )
    assert done.returncode != 0
    assert "could not be installed" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
