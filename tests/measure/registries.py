"""Schema registries that are run for a while: Apicurio from Maven, and GUIDs before it, as newer Confluent registries tell them."""

import http.server
import json
import os
import pathlib
import socket
import subprocess
import threading
import urllib.error
import urllib.request
import uuid

import cluster

PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack"
VERSIONS = {"3.0.9": "3.0.9", "2.6.13": "2.6.13.Final"}


def fetched(version):
    """The folder of its jars; Maven gets them once."""
    base = pathlib.Path(os.environ.get("KCONSOLE_KAFKA_HOME", cluster.CACHE / "kconsole-harness"))
    home = base / f"apicurio-{version}"
    if not home.is_dir():
        part = base / f".part-apicurio-{version}-{os.getpid()}"
        artifact = f"io.apicurio:apicurio-registry-app:{VERSIONS[version]}:tar.gz:all"
        subprocess.run(["mvn", "--batch-mode", "--quiet", PLUGIN, f"-Dartifact={artifact}", f"-DoutputDirectory={part}"], check=True)
        part.rename(home)
    return home


def free_port():
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


class Apicurio:
    """One that listens on loopback and keeps all in memory; gone when left."""

    def __init__(self, version):
        self.name = f"Apicurio {version}"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/apis/ccompat/v7"
        jar = next(fetched(version).glob("*-runner.jar"))
        set_ = {"QUARKUS_HTTP_HOST": "127.0.0.1", "QUARKUS_HTTP_PORT": str(port), "APICURIO_STORAGE_KIND": "sql",
                "QUARKUS_MANAGEMENT_PORT": str(free_port()), "QUARKUS_MANAGEMENT_HOST": "127.0.0.1"}
        self.process = subprocess.Popen(["java", "-Xmx256m", "-jar", str(jar)], cwd=jar.parent, env=os.environ | set_,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        if not cluster.wait_for(self.answers, 90):
            self.__exit__()
            raise SystemExit(f"{self.name} did not come up")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def answers(self):
        try:
            return urllib.request.urlopen(self.url + "/subjects", timeout=2).status == 200
        except OSError:
            return False


class Guids:
    """Passes all on to a registry, and gives each schema the GUID that Confluent's registries from 7.9 on give it."""

    def __init__(self, behind):
        self.name, known = f"{behind.name}, GUIDs", {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def pass_on(self):
                path = self.path
                if path.startswith("/schemas/guids/"):
                    path = f"/schemas/ids/{known.get(path.split('/')[3].partition('?')[0], 0)}"
                body = self.rfile.read(int(self.headers.get("content-length") or 0)) or None
                kept = {name: self.headers[name] for name in ("content-type", "accept") if self.headers[name]}
                try:
                    answer = urllib.request.urlopen(urllib.request.Request(behind.url + path, body, kept, method=self.command), timeout=10)
                except urllib.error.HTTPError as refused:
                    answer = refused
                said = answer.read()
                try:
                    told = json.loads(said)
                    if isinstance(told, dict) and "id" in told:
                        guid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{behind.url}/{told['id']}"))
                        known[guid] = told["id"]
                        said = json.dumps(told | {"guid": guid}).encode()
                except ValueError:
                    pass
                self.send_response(answer.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PUT = do_DELETE = pass_on

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
