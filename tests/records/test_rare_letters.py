"""Letters that no font of printed sheets has: said beforehand, replaced or marked knowingly, never an empty box."""

from __future__ import annotations

import sys

import pytest
from flask import Flask

from tests.records.given import asked, serve
from tests.records.sheets import glyphs_of, text_of_pdf, words_of_pdf
from tests.records.test_sheets import certificate
from tests.support.world import World, text_of
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.records import certificates
from volunteer.records.models import Certificate
from volunteer.records.rare_letters import LONGEST, Printing
from volunteer.records.states import CertificateStatus
from volunteer.web.lettering import code_point, fonts_folder, lacking, letters_of, usual

TIBETAN, UYGHUR, EMOJI = "བཀྲ་ཤིས", "ئەركىن", "😀"
EXTENSION_G, EXTENSION_H = "\U00030000", "\U000323af"  # the fonts have only few of either block


def named(world: World, name: str) -> Certificate:
    """A request taken on, of a member with this name."""
    world.members["member"].name = name
    db.session.commit()
    serve(world)
    certificate = asked(world)
    return certificates.accept(world.actor("team"), certificate.id)


@pytest.mark.parametrize(
    "text", ["道滘埗头", "𠮷野家", "阿卜杜拉·买买提", "é", "e\u0301", "张\u200b三\ufe0f", "a\tb\nc\u3000d"]
)
def test_what_can_be_printed_is_not_held_up(app: Flask, text: str) -> None:
    with app.app_context():
        assert lacking(text) == []
    assert 0 not in glyphs_of(certificate(app, name=text))


@pytest.mark.parametrize(
    "text", [TIBETAN, UYGHUR, EMOJI, EXTENSION_G, EXTENSION_H, "\ue000", "张\x07", "\U0001f468\u200d\U0001f469"]
)
def test_no_sheet_has_an_empty_box(app: Flask, text: str) -> None:
    """Whatever the issuer says or leaves out, the sheet marks the letter and notes which it was."""
    with app.app_context():
        missing = lacking(text)
    assert missing
    pdf = certificate(app, name=text, rows=[{"on": "2026-05-04", "title": text, "place": text, "minutes": 1,
                                             "backfilled": False}])  # fmt: skip
    assert 0 not in glyphs_of(pdf)
    note = f"{'、'.join(map(code_point, missing))}字库没有，印作“〓”"
    assert note in words_of_pdf(pdf).replace("\u200d", "")


def test_what_counts_as_usual_is_in_the_fonts(app: Flask) -> None:
    """Those letters are not looked up, so that pages of usual names read no font."""
    letters = {code for code in range(sys.maxunicode + 1) if usual(chr(code))}
    assert len(letters) > 20_000
    with app.app_context():
        found = letters_of(fonts_folder())
    assert sorted(map(chr, letters - found)) == []


def test_a_sheet_without_such_letters_notes_nothing(app: Flask) -> None:
    assert "字库没有" not in words_of_pdf(certificate(app))


def test_the_issuer_has_to_say_what_is_printed(world: World) -> None:
    certificate = named(world, f"张{EXTENSION_G}")
    with pytest.raises(Invalid) as unsaid:
        certificates.issue(world.actor("team"), certificate.id)
    assert f"{EXTENSION_G}（U+30000，姓名）" in unsaid.value.fields["instead"]
    assert certificate.status == CertificateStatus.ACCEPTED
    for words in (EMOJI, "长" * (LONGEST + 1)):
        with pytest.raises(Invalid):
            certificates.issue(world.actor("team"), certificate.id, Printing(instead={EXTENSION_G: words}, marked=True))
    issued = certificates.issue(world.actor("team"), certificate.id, Printing(instead={EXTENSION_G: "（穴+言）"}))
    assert issued.snapshot is not None
    assert issued.snapshot["name"] == f"张{EXTENSION_G}"
    assert issued.snapshot["instead"] == {EXTENSION_G: "（穴+言）"}
    words = words_of_pdf(issued.pdf or b"")
    assert "张（穴+言）" in words
    assert "U+30000字库没有，印作“（穴+言）”" in words
    assert issued.number == 1  # what was refused before took no number


def test_or_leaves_the_mark_knowingly(world: World) -> None:
    certificate = named(world, f"张{EXTENSION_H}{EMOJI}")
    with pytest.raises(Invalid):
        certificates.issue(world.actor("team"), certificate.id, Printing(instead={EMOJI: "笑"}))
    issued = certificates.issue(world.actor("team"), certificate.id, Printing(instead={EMOJI: "笑"}, marked=True))
    assert "张〓笑" in words_of_pdf(issued.pdf or b"")


def test_nothing_else_than_lacking_letters_can_be_replaced(world: World) -> None:
    certificate = named(world, "张三")
    issued = certificates.issue(world.actor("team"), certificate.id, Printing(instead={"三": "四"}))
    assert issued.snapshot is not None
    assert issued.snapshot["instead"] == {}
    assert "张三" in words_of_pdf(issued.pdf or b"")


def test_the_page_says_which_letter_in_which_field(world: World) -> None:
    certificate = named(world, f"张{EXTENSION_G}")
    address, said = f"/certificates/{certificate.id}", f"{EXTENSION_G}（U+30000，姓名）"
    team, member = world.browser("team"), world.browser("member")
    page = text_of(team.get(address))
    assert said in page
    assert f"“{EXTENSION_G}”（U+30000，在姓名中）印作" in page
    assert said in text_of(member.get(address))
    team.post(f"{address}/issue", {"letter": EXTENSION_G, "instead": ""})
    assert certificate.status == CertificateStatus.ACCEPTED
    assert "请写明用什么代替" in text_of(team.get(address))
    team.post(f"{address}/issue", {"letter": EXTENSION_G, "instead": "", "marked": "1"})
    sheet = member.get(f"{address}/sheet").data
    assert "张〓" in words_of_pdf(sheet)
    assert 0 not in glyphs_of(sheet)
    assert "印不出来" not in text_of(team.get(address))


def test_a_usual_name_is_issued_without_questions(world: World) -> None:
    certificate = named(world, "张滘埗𠮷")
    page = text_of(world.browser("team").get(f"/certificates/{certificate.id}"))
    assert "印不出来" not in page
    assert "我已核对" not in page


def test_the_api_says_and_takes_the_same(world: World) -> None:
    certificate = named(world, f"张{EXTENSION_G}")
    address, team = f"/certificates/{certificate.id}/issue", world.api("team")
    refused = team.post(address, {})
    assert refused.status_code == 422
    assert "U+30000" in str(refused.get_json())
    assert team.post(address, {"instead": {"": "x"}}).status_code == 422
    assert team.post(address, {"instead": {EXTENSION_G: "（穴+言）"}}).get_json()["status"] == "issued"


def test_a_purpose_can_be_put_otherwise_by_who_asks(world: World) -> None:
    serve(world)
    with pytest.raises(Invalid) as refused:
        asked(world, purpose=f"评优{EMOJI}")
    assert EMOJI in refused.value.fields["purpose"]


def test_a_record_says_what_its_sheet_will_mark(world: World) -> None:
    member = world.browser("member")
    assert "印不出来" not in text_of(member.get("/me/record"))
    world.members["member"].name = f"张{EXTENSION_G}"
    db.session.commit()
    assert f"页脚注明编码：{EXTENSION_G}（U+30000）" in text_of(member.get("/me/record"))
    sheet = member.get("/me/record/sheet").data
    assert 0 not in glyphs_of(sheet)
    assert "U+30000" in text_of_pdf(sheet)
    masked = text_of(world.browser("squad").get(f"/members/{world.members['member'].id}/record"))
    assert "U+30000" not in masked  # a masked name tells no letter of it
