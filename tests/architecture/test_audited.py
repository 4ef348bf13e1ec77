"""Whatever changes something says so: use cases and steps record a happening, or are listed with a reason."""

from __future__ import annotations

import ast
from functools import cache

from tests.architecture.source import modules

# Use cases that leave no row in the audit trail, and why.
SILENT = {
    "volunteer.accounts.service.choose_locale": "the language one reads",
    "volunteer.accounts.devices.seen": "when a browser was last here, for its owner",
    "volunteer.accounts.two_factors.begin": "a secret that counts for nothing yet; that it does is recorded",
    "volunteer.activities.service.show_code": "shows what changes every half minute; who used it is recorded",
    "volunteer.gaps.counting.recount": "numbers, counted again from the rows",
    "volunteer.help_requests.codes.confirm": "a stranger's telephone, kept as a keyed hash only",
    "volunteer.help_requests.codes.send_code": "the same",
    "volunteer.hotlines.service.explain": "a remark on a row of a file that is not applied yet; applying is recorded",
    "volunteer.kernel.job_runs._beat": "the clock process says that it lives",
    "volunteer.kernel.job_runs._keep": "how a run ended, for the health page",
    "volunteer.notices.contacts.ask_for_mail": "sends a code; that the address was set is recorded",
    "volunteer.notices.examples.try_out": "sends an example to oneself",
    "volunteer.notices.robots.try_robot": "sends an example to the group",
    "volunteer.notices.service.read": "what one has read",
    "volunteer.notices.service.read_all": "what one has read",
    "volunteer.records.verifying.note_miss": "counts wrong codes of strangers, by a keyed hash of the address",
    "volunteer.rosters.service.let_through": "what was let through is recorded when it is applied",
    "volunteer.sign_in.logging_out.note_refused": "counts what was refused, by a keyed hash of the address",
    "volunteer.sign_in.service.ask_to_link": "an identity waits for its owner's word; linking is recorded",
    "volunteer.sign_in.service.come_back": "spends the state of an attempt; what comes of it is recorded",
    "volunteer.suggestions.refusing.say_not_for_me": "a wish of one's own, which nobody else may see",
    "volunteer.suggestions.refusing.take_back": "the same",
}
# Steps taken where neither the function nor any that it calls records: their callers do, or nothing has happened yet.
STEPS_BELOW = {
    "volunteer.claims.places.turn",
    "volunteer.deadlines.extensions._to_decide",
    "volunteer.demands.steps.take",
    "volunteer.organization.dissolving.dissolve",
    "volunteer.plans.service._keep_pinned",
    "volunteer.privacy.service._end",
    "volunteer.projects.service._take",
    "volunteer.records.honours._take_back",
    "volunteer.registrations.service._end",
    "volunteer.wishes.steps.move",
}
# Files that were brought in: checking them changes nothing, putting them aside and applying them is recorded.
DRY_RUNS = {
    "volunteer.hotlines.service._check",
    "volunteer.rosters.jobs.forget_ended",
    "volunteer.rosters.service.let_through",
    "volunteer.rosters.working._fail",
    "volunteer.rosters.working.check",
    "volunteer.rosters.working.refuse",
}
MACHINE_STEPS = frozenset({"move", "retrace"})

Function = tuple[str, str]


class Code:
    """The functions of the application, what they call, and which of them record a happening."""

    def __init__(self) -> None:
        self.functions: dict[Function, ast.FunctionDef] = {}
        self._imported: dict[str, dict[str, tuple[str, str]]] = {}
        for name, tree in modules():
            if name.startswith("volunteer."):
                self._take(name, tree)
        calls = {function: set(self._calls(function[0], node)) for function, node in self.functions.items()}
        self.callers = {one: {caller for caller, called in calls.items() if one in called} for one in self.functions}
        self.recording = {function for function, node in self.functions.items() if _calls_method(node, {"record"})}
        grown = True
        while grown:
            more = {function for function, called in calls.items() if called & self.recording} - self.recording
            self.recording |= more
            grown = bool(more)

    def _take(self, module: str, tree: ast.Module) -> None:
        found = self._imported.setdefault(module, {})
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("volunteer"):
                found.update({alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names})
            elif isinstance(node, ast.FunctionDef):
                self.functions.setdefault((module, node.name), node)

    def _calls(self, module: str, node: ast.FunctionDef) -> list[Function]:
        """Called by its name, or handed to another that calls it."""
        imported, found = self._imported[module], []
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                found.append(imported.get(one.id, (module, one.id)))
            elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in imported:
                parent, name = imported[one.value.id]
                found.append((f"{parent}.{name}", one.attr))
        return [function for function in found if function in self.functions]


@cache
def _code() -> Code:
    return Code()


def _calls_method(node: ast.AST, names: set[str] | frozenset[str]) -> bool:
    calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr in names for called in calls)


def _is_use_case(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "use_case" for one in node.decorator_list)


def test_every_use_case_leaves_a_row_or_is_listed() -> None:
    code = _code()
    silent = {".".join(one) for one, node in code.functions.items() if _is_use_case(node) and one not in code.recording}
    assert len([node for node in code.functions.values() if _is_use_case(node)]) > 150
    assert silent == SILENT.keys()


def test_every_step_of_a_machine_leaves_a_row() -> None:
    code = _code()
    stepping = {one for one, node in code.functions.items() if _calls_method(node, MACHINE_STEPS)}
    stepping = {one for one in stepping if not one[0].startswith("volunteer.matching")}
    silent = {".".join(one) for one in stepping - code.recording}
    assert silent == STEPS_BELOW | DRY_RUNS


def test_what_takes_a_step_for_another_is_called_by_what_records() -> None:
    code = _code()
    waiting = {(name.rpartition(".")[0], name.rpartition(".")[2]) for name in STEPS_BELOW}
    seen: set[Function] = set()
    while waiting:
        function = waiting.pop()
        seen.add(function)
        callers = code.callers[function]
        assert callers, function
        waiting |= callers - code.recording - seen
