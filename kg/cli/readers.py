"""The options that choose readers besides our own rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kg.settings import Choice

Readers = Annotated[
    list[str] | None,
    typer.Option("--reader", metavar="NAME", help="Also ask this reader, in graphs of its own: llm, gliner; may be given again.", show_default=False),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(metavar="URL", envvar="CLAIMGRAPH_LLM_URL", help="The OpenAI-compatible endpoint of --reader llm, up to its /v1.", show_default=False),
]
LlmModel = Annotated[
    str | None,
    typer.Option(metavar="NAME", envvar="CLAIMGRAPH_LLM_MODEL", help="The model to ask there. A key is taken from CLAIMGRAPH_LLM_KEY.", show_default=False),
]
LlmSeconds = Annotated[float, typer.Option(help="The most seconds that the endpoint may be silent.")]
GlinerModel = Annotated[Path | None, typer.Option(metavar="DIR", help="The folder of the model of --reader gliner.", show_default=False)]


def choices(names: Sequence[str], *, llm_url: str | None, llm_model: str | None, llm_seconds: float, gliner_model: Path | None) -> tuple[Choice, ...]:
    """The readers that were asked for, each with its own options."""
    options = {
        "llm": {"url": llm_url, "model": llm_model, "seconds": f"{llm_seconds:g}"},
        "gliner": {"folder": None if gliner_model is None else str(gliner_model)},
    }
    return tuple(Choice(name, tuple((key, value) for key, value in options.get(name, {}).items() if value)) for name in names)
