"""Pages in Chromium, as people use them, against a real server."""
