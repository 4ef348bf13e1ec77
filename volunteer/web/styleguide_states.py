"""Which states each component has, and why it has no others; the guide shows them and a test compares."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# What a component can be in, and why one is not when its entry below leaves the state out.
STATES: dict[str, tuple[LazyString, LazyString]] = {
    "plain": (_l("平常"), _l("下面几种状态就是全部")),
    "empty": (_l("没有内容"), _l("没有内容时整个不出现")),
    "loading": (_l("加载中"), _l("随页面一起到达")),
    "error": (_l("出错"), _l("自己不请求数据")),
    "long": (_l("很长的名字"), _l("文字固定，不会变长")),
    "one": (_l("只有一项"), _l("项数固定或不分项")),
    "many": (_l("14,000 项"), _l("项数固定或不分项")),
}

THING = ("plain", "long")
LIST = ("one", "many", "long")

COMPONENTS: dict[str, tuple[str, ...]] = {
    "action_form": (*THING, "loading"),
    "banner": THING,
    "board": (*LIST, "empty"),
    "booking_week": (*LIST, "empty"),
    "bulk": LIST,
    "button": THING,
    "call_card": THING,
    "card": THING,
    "cells": LIST,
    "chip": (*THING, "one", "many"),
    "claim_place": (*THING, "error"),
    "code_scan": ("plain", "error"),
    "day_grid": LIST,
    "definition_list": LIST,
    "dialog": THING,
    "draft": ("plain",),
    "empty_state": ("empty", "error", "long"),
    "export_button": ("plain",),
    "field": (*THING, "empty", "error"),
    "fill_bar": (*THING, "empty", "many"),
    "filter_bar": (*THING, "many"),
    "first_steps": LIST,
    "fold": THING,
    "form": ("plain", "error", "loading"),
    "gate_code": ("plain", "error"),
    "human_check": ("plain",),
    "icon": ("plain",),
    "language_switch": ("plain",),
    "notice_list": LIST,
    "offline_desk": ("plain", "error"),
    "pager": ("one", "many"),
    "paper": THING,
    "picker": ("empty", "one", "many", "long", "error"),
    "place_check": ("plain",),
    "place_here": ("plain", "error"),
    "position_card": (*THING, "error"),
    "private_part": (*THING, "error"),
    "queue": LIST,
    "rating": ("plain", "empty", "error"),
    "share_box": THING,
    "side_list": LIST,
    "tree": LIST,
    "skeleton": ("loading",),
    "skill_chooser": ("plain", "empty", "long"),
    "star_line": ("plain", "empty"),
    "stat_tiles": LIST,
    "status_badge": ("plain",),
    "steps_progress": ("plain", "empty"),
    "suggested": THING,
    "table": (*LIST, "empty", "loading", "error"),
    "tabs": LIST,
    "timeline": LIST,
    "toast": (*THING, "error"),
    "town_map": ("plain", "loading", "error"),
    "trend": (*LIST, "empty"),
    "week_grid": ("plain", "empty"),
}

# Components that repeat something whose number the house fixes, or that only stack what happens to come together.
FIXED_LENGTH = frozenset(
    {
        "call_card",
        "field",
        "filter_bar",
        "form",
        "position_card",
        "rating",
        "skeleton",
        "skill_chooser",
        "star_line",
        "steps_progress",
        "suggested",
        "toast",
        "town_map",
        "week_grid",
    }
)
