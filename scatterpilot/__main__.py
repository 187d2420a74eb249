"""``python -m scatterpilot``: sets up what is missing and serves the whole product on loopback."""

from __future__ import annotations

import os
import signal
import sys


def main() -> int:
    """Migrate, collect static files, serve until Ctrl-C or a termination signal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scatterpilot.settings")
    from django.core.exceptions import ImproperlyConfigured

    try:
        import django

        django.setup()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)  # noqa: T201  the start failed, there is no log yet
        return 2
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return serve(settings.PORT)


def _stop(*_: object) -> None:
    """Stop once: answers under way are finished, and a second Ctrl-C does not cut them off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def serve(port: int) -> int:
    """Serve on 127.0.0.1; 0 after a clean stop, 1 when the port is taken."""
    import waitress

    from scatterpilot import backends
    from scatterpilot.wsgi import application

    backends.assistant()  # its word lists are read now, so that the first message is answered as fast as the next

    try:
        server = waitress.create_server(
            application,
            host="127.0.0.1",
            port=port,
            threads=8,
            ident="",
            max_request_body_size=6 * 1024 * 1024,
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        print(f"Port {port} is not free ({error.strerror}). Choose another: PORT=8001 make run", file=sys.stderr)  # noqa: T201
        return 1
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    print(f"ScatterPilot is at http://127.0.0.1:{server.effective_port}/  (Ctrl-C stops it)", flush=True)  # noqa: T201
    server.run()
    print("Stopped.", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
