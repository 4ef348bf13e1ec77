"""Apprise's speakers for group robots, hearing what is answered: these services refuse inside of a 200."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from volunteer.kernel.outbox import Undeliverable
from volunteer.notices.robot_addresses import ORIGINS
from volunteer.notices.states import RobotKind

TIMEOUT = 10.0
# What is not said here, such as too many messages at once, is tried again.
# WeCom: no such robot. DingTalk: no such robot; its keyword, signature or network is wrong; stopped by the group.
# Feishu: no such robot; its signature, network or keyword is wrong.
FINAL = frozenset({93000, 300005, 310000, 400013, 400101, 19001, 19021, 19022, 19024})
NUMBERED = ("errcode", "code", "StatusCode")


class Heard:
    """Posts what a speaker says and keeps why it did not arrive, as Apprise itself only says yes or no."""

    failure: Exception | None = None

    def post(self, url: str, said: Mapping[str, object]) -> bool:
        """Whether the robot took it. The address is a secret: it never stands in a failure."""
        try:
            response = httpx.post(url, json=said, timeout=TIMEOUT)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as gone:
            self.failure = ConnectionError(type(gone).__name__)
            return False
        self.failure = refusal(answer)
        return self.failure is None


def refusal(answer: object) -> Exception | None:
    """What an answer says against the message; None when it was taken."""
    if not isinstance(answer, dict):
        return ConnectionError("no answer of a robot")
    number = next((answer[name] for name in NUMBERED if answer.get(name)), 0)
    if number == 0:
        return None
    return Undeliverable(f"robot {number}") if number in FINAL else ConnectionError(f"robot {number}")


class WeComRobot(Heard, NotifyWeComBot):
    """In a group of WeCom."""

    def send(self, body: str, title: str = "", **_rest: object) -> bool:
        """Say one piece."""
        return self.post(self.api_url, {"msgtype": "text", "text": {"content": body}})


class DingTalkRobot(Heard, NotifyDingTalk):
    """In a group of DingTalk; signed where it wants that."""

    def send(self, body: str, title: str = "", **_rest: object) -> bool:
        """Say one piece."""
        url = self.notify_url.format(token=self.token)
        if self.secret:
            timestamp, sign = self.get_signature()  # fit for an address as it is
            url = f"{url}&timestamp={timestamp}&sign={sign}"
        return self.post(url, {"msgtype": "text", "text": {"content": body}})


class FeishuRobot(Heard, NotifyFeishu):
    """In a group of Feishu."""

    def send(self, body: str, title: str = "", **_rest: object) -> bool:
        """Say one piece."""
        said = {"msg_type": "text", "content": {"text": body}}
        return self.post(self.notify_url.format(token=self.token), said)


Speaker = WeComRobot | DingTalkRobot | FeishuRobot


def speaker_of(kind: RobotKind, token: str, secret: str | None, own: str | None) -> Speaker:
    """The speaker for a robot, at the public address or at the installation's `own`."""
    speaker: Speaker
    if kind is RobotKind.WECOM:
        speaker = WeComRobot(key=token)
        speaker.api_url = _moved(speaker.api_url, kind, own)
        return speaker
    speaker = DingTalkRobot(token=token, secret=secret) if kind is RobotKind.DINGTALK else FeishuRobot(token=token)
    speaker.notify_url = _moved(speaker.notify_url, kind, own)
    return speaker


def _moved(url: str, kind: RobotKind, own: str | None) -> str:
    return url.replace(ORIGINS[kind], own) if own else url
