"""Write docs/reference/cli.md from the command line itself.

Run: ``python docs/commands.py`` (``make docs`` does). A test compares the page with what
the parsers say, so no option can be without a word.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from geomap.cli import _parser as parser

TARGET = Path(__file__).with_name("reference") / "cli.md"
HEAD = """# The command line

<!-- Written by docs/commands.py from the parsers; change their help instead. -->

{description}

{epilog} Results go to standard output, notices to standard error.
"""


def subcommands(one: argparse.ArgumentParser) -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """Give the subcommands of a parser with their line of help."""
    out = {}
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {c.dest: c.help or "" for c in action._choices_actions}
            for name, sub in action.choices.items():
                out[name] = (sub, helps.get(name, ""))
    return out


def options(one: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Give the arguments of a parser, help and subcommands aside."""
    for action in one._actions:
        told = action.help != argparse.SUPPRESS
        if told and not isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
            yield action


def value(action: argparse.Action) -> str:
    """Give the word for an option's value as help shows it."""
    if action.nargs == 0:
        return ""
    if action.metavar:
        return " ".join(action.metavar) if isinstance(action.metavar, tuple) else action.metavar
    if action.choices:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper()


def line(one: argparse.ArgumentParser, action: argparse.Action) -> str:
    """Tell of one argument."""
    shown = value(action)
    names = [f"`{f'{name} {shown}'.strip()}`" for name in action.option_strings] or [f"`{shown}`"]
    told = one._get_formatter()._expand_help(action) if action.help else ""
    choices = [f"`{c}`" for c in action.choices or ()] if action.metavar else []
    more = f" One of {', '.join(choices)}." if choices else ""
    return f"- {', '.join(names)}: {escaped(told)}{more}".rstrip(": ")


def escaped(text: str) -> str:
    """Keep Markdown from reading signs of help texts as marks."""
    for sign in "*_<|":
        text = text.replace(sign, f"\\{sign}")
    return text


def sections(one: argparse.ArgumentParser, level: int) -> Iterator[str]:
    """Write a section for each subcommand, and for theirs."""
    for name, (sub, told) in subcommands(one).items():
        yield f"{'#' * level} {one.prog.split(' COMMAND')[0]} {name}\n"
        words = [w for w in (told, sub.description) if w]
        yield "\n\n".join(escaped(w[:1].upper() + w[1:].rstrip(".") + ".") for w in words) + "\n"
        listed = [line(sub, action) for action in options(sub)]
        if listed:
            yield "\n".join(listed) + "\n"
        if sub.epilog:
            yield escaped(sub.epilog) + "\n"
        yield from sections(sub, level + 1)


def page() -> str:
    """Write the page."""
    top = parser()
    head = HEAD.format(description=top.description or "", epilog=top.epilog or "")
    listed = "\n".join(line(top, action) for action in options(top))
    return "\n".join([head, listed + "\n", *sections(top, 2)])


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
