"""The command line: a thin client of the library, one module a command. Results go to stdout, everything else to stderr."""

from kg.cli import build, load, query, view, explain, info, check, score, drop, export, push, doctor, serve, ontology  # isort: skip  (the order is that of `kg --help`)
from kg.cli.app import main

__all__ = ["build", "check", "doctor", "drop", "explain", "export", "info", "load", "main", "ontology", "push", "query", "score", "serve", "view"]
