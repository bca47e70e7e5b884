"""Apache Jena as Debian packs it: the class path that makes its commands work, and a command run."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
_NEEDED = (
    *("commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3", "commons-logging", "dexx", "google-gson", "guava"),
    *("httpclient", "httpcore", "jackson2-core", "jackson2-databind", "jackson2-annotations", "jsonld", "jsonp2", "protobuf", "slf4j", "thrift"),
    "titanium-json-ld",
)
_LEFT_OUT = re.compile(r"over-slf4j|log4j|jdk14|jcl|simple|to-slf4j|migrator|-ext|reload4j")  # other ways to log; one is enough


def missing() -> str | None:
    """Why Jena cannot be run here; None where it can."""
    if shutil.which("java") is None or not (JARS / "jena-arq.jar").exists():
        return "Apache Jena is not installed; on Debian: apt-get install default-jre-headless libapache-jena-java"
    return None


@functools.cache
def class_path() -> str:
    """The jars of Jena and of what it needs.

    Debian's jena-core.jar looks for the messages of its XML parser under another name than it carries them; they are laid out
    where it looks.
    """
    folder = Path(tempfile.mkdtemp(prefix="jena-messages-"))
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and not name.endswith((".class", "/")):
                target = folder / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    jena = [path for path in sorted(JARS.glob("jena-*.jar")) if not re.search(r"-\d", path.name)]
    others = [path for name in _NEEDED for path in _jars(f"lib{name}-java") if not _LEFT_OUT.search(path.name)]
    return ":".join(map(str, (folder, *jena, *others)))


def _jars(package: str) -> list[Path]:
    """The jars of a Debian package, without the links to them."""
    listed = subprocess.run(["dpkg", "-L", package], capture_output=True, text=True, check=False).stdout.splitlines()
    paths = [Path(line) for line in listed if line.startswith("/usr/share/java/") and line.endswith(".jar")]
    return [path for path in paths if not path.is_symlink()]


def command(main: str, *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """One of Jena's commands, by the name of its class: "riotcmd.riot"."""
    return subprocess.run(["java", "-cp", class_path(), main, *map(str, arguments)], capture_output=True, check=False)
