"""For WSGI servers: ``gunicorn -k gevent -w 1 wsgi:app``. Settings come from HALIFAX_*."""

from game.live import create_app

app = create_app()
