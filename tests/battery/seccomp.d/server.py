# SPDX-License-Identifier: BSD-2-Clause
"""A server with a thread for each connection: it hashes what it is sent, writes files, and starts a program."""
import hashlib
import http.server
import os
import signal
import subprocess
import sys
import tempfile


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with tempfile.NamedTemporaryFile(dir=sys.argv[1]) as file:
            file.write(os.urandom(4096))
            file.flush()
            with open(file.name, "rb") as again:
                text = hashlib.sha256(again.read()).hexdigest()
        if self.path.startswith("/run"):
            text = subprocess.run(["/bin/echo", "served"], capture_output=True, check=True).stdout.decode()
        body = ("served " + text).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused):
        pass


signal.signal(signal.SIGTERM, lambda *unused: os._exit(0))
http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Handler).serve_forever()
