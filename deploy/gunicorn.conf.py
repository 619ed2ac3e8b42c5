"""gunicorn -c deploy/gunicorn.conf.py wsgi:app — where gunicorn is what your machines run; `halifax serve` needs none.

Settings come from HALIFAX_* and halifax.toml; the address from here. One worker a process: its tables are in its memory.
"""

bind = "127.0.0.1:8000"
worker_class = "gevent"
workers = 1
worker_connections = 1200
timeout = 30
graceful_timeout = 8
accesslog = None


def post_worker_init(worker):
    """On SIGTERM tell everybody, answer what is under way and cut; without it gunicorn would wait for the sockets its whole grace."""
    import signal

    import gevent

    from game.live.app import server_of

    server = server_of(worker.wsgi)

    def stop(number, frame):
        gevent.spawn(server.drain)
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, stop)
