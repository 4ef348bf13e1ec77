"""The parts of docs/privacy-register.md that are drawn from the tables of this room."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.privacy.holdings import GROUPS, HOLDINGS
from volunteer.privacy.retention import RULES

BEGINS, ENDS = "<!-- {name}: drawn by volunteer/privacy/register.py -->", "<!-- end of {name} -->"


def parts() -> dict[str, str]:
    """The tables by name, as they stand in the document."""
    return {"known": _table(_known()), "retention": _table(_retention())}


def filled(document: str) -> str:
    """The document with its drawn parts as they are now."""
    for name, table in parts().items():
        begins, ends = BEGINS.format(name=name), ENDS.format(name=name)
        head, _mark, rest = document.partition(begins)
        tail = rest.partition(ends)[2]
        document = f"{head}{begins}\n{table}\n{ends}{tail}"
    return document


def _known() -> Iterable[tuple[str, ...]]:
    yield ("种类", "具体内容", "从哪里来", "做什么用", "保存多久")
    for name, group in GROUPS.items():
        kinds = "、".join(str(one.title) for one in HOLDINGS if one.group == name)
        yield (str(group.title), kinds, str(group.source), str(group.purpose), str(group.kept))


def _retention() -> Iterable[tuple[str, ...]]:
    yield ("内容", "保存多久", "怎样清理", "依据", "执行的任务")
    for rule in RULES:
        kept = f"{rule.since} {rule.kept.days} 天" if rule.kept is not None else "长期"
        job = rule.job or ("privacy.retention" if rule.apply is not None else "—")
        yield (str(rule.what), kept, str(rule.how), str(rule.basis), job)


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    head, *body = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *body))
