"""`make bench`: what the application takes beside a bare view, on each database that is here, and hostile input."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
MEASURE = """
import sys, django
django.setup()
from tests.bench.{} import main
main(sys.argv[1])
"""
RESULTS = ROOT / "bench.json"


def main():
    with TemporaryDirectory() as folder:
        results = [measure(name, command, folder) for name, command in databases(folder)]
        results.append(measure("Printing", ["env"], folder, by="printing"))
        results.append(measure("Hostile input", ["env"], folder, by="hostile"))
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    for result in results:
        show(result)
    problems = [f"{result['database']}: {problem}" for result in results for problem in result["problems"]]
    sys.exit("\n".join(["Not as it should be:", *problems]) if problems else 0)


def databases(folder):
    """What each run is started with; PostgreSQL where it is installed."""
    yield "SQLite", ["env", f"DATABASE_URL=sqlite:///{folder}/bench.sqlite3"]
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        yield "PostgreSQL", [".ci/with-postgresql"]
    else:
        sys.stderr.write("PostgreSQL is not installed, so it is not measured.\n")


def measure(name, command, folder, *, by="measuring"):
    results = Path(folder) / f"{name}.json"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    command = [*command, sys.executable, "-c", MEASURE.format(by), results]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        sys.exit(f"{name} could not be measured.")
    return json.loads(results.read_text())


def show(result):
    line = "{:<40}{:>9}{:>11}{:>11}  {}\n".format
    write = sys.stdout.write
    write("\n" + line(f"{result['database']}, {result['times']} times", "queries", "median", "p95", ""))
    for row in result["rows"]:
        median, p95 = f"{row['median']:.1f} ms", f"{row['p95']:.1f} ms"
        against = ", ".join(f"{ratio:.2f} × {base}" for base, ratio in row["ratios"].items())
        write(line(row["name"], row["queries"] or "", median, p95, against))
    for note in result.get("notes", []):
        write(f"{note}\n")


if __name__ == "__main__":
    main()
