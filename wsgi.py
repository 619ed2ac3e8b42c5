"""For WSGI servers: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``. Settings come from halifax.toml and HALIFAX_*."""

from game.live import create_app
from game.live.logs import begin
from game.settings import read_settings

settings = read_settings()
begin(settings.log)
app = create_app(settings)
