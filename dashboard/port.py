"""Says whether an address can be served on, before anything else is done: `python -m dashboard.port HOST PORT`."""

import socket
import sys


def problem(host: str, port: str) -> str | None:
    """One sentence why nothing can listen there, or None."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT must be a number from 1 to 65535, not {port!r}."
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        return f"HOST {host!r} is not an address of this machine; leave it out to serve on 127.0.0.1."
    except PermissionError:
        return f"Port {port} may not be used by this account; choose one above 1023: PORT=8000 script/server"
    except OSError as error:
        return f"Port {port} on {host} is taken or not ours ({error.strerror}); choose another: PORT=8001 script/server"
    return None


if __name__ == "__main__":
    if sentence := problem(*sys.argv[1:3]):
        sys.exit(f"betaboard: {sentence}")
