"""The words of every refusal, the same on screens and in the API. `%(name)s` is filled from the refusal's details."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from volunteer.kernel.errors import Refused

REASONS = {
    # claims
    "already_claimed": _l("你已经报名了这个岗位"),
    "begun": _l("活动已经开始，现场有空位时请找现场负责人"),
    "called_off": _l("这场服务已取消或结束"),
    "closed": _l("现在不在报名时间内"),
    "explaining_closed": _l("服务开始后到结束 30 天内可以说明"),
    "full": _l("名额已满，可以排队候补"),
    "members_only": _l("只有党员账号可以认领"),
    "no_skill": _l("这个岗位需要你还没有登记的技能"),
    "not_yours": _l("这不是你能操作的报名"),
    "opens_later": _l("还没有到报名时间"),
    "overlap": _l("与你已报名的另一场服务时间重叠"),
    "paused": _l("你暂停了参加服务，恢复后再报名"),
    "safeguard": _l("这类服务有安全要求，目前不满足"),
    "too_many_claims": _l("你未完成的报名已达上限"),
    "too_many_offers": _l("对方未答复的邀约已达上限，等答复后再邀请"),
    # accounts
    "own_account": _l("不能停用自己的账号"),
    "own_grant": _l("不能结束自己的管理职责，请由另一位管理员操作"),
    "deputy_of_deputy": _l("副职或代理不能转交，也不能再指定代理，请由正职办理"),
    "holds_already": _l("对方已经担任这项职责"),
    "account_disabled": _l("这个账号已停用"),
    "code_wrong": _l("激活码不对、已用过或已过期，请向所在队的负责人重新领取"),
    "admin_network": _l("管理功能只能在规定的办公网络里使用，请换到办公网络再试"),
    "identity_taken": _l("这个登录方式已绑定其他账号，请先在那个账号里解除绑定"),
    "last_way": _l("解除后就没有办法登录了，请先用激活码设置密码"),
    "linked_already": _l("你的账号已绑定这种登录方式，换绑请先解除原来的"),
    "not_activated": _l("账号还没有启用，请先用激活码启用"),
    "otp_needed": _l("还需要两步验证的动态码"),
    "otp_wrong": _l("动态码不对或已用过，请等下一个再试"),
    "provider_away": _l("对方的登录服务暂时没有回应，请稍后再试，或用密码登录"),
    "provider_refused": _l("这次登录没有完成，请重新登录"),
    "reset_asked_already": _l("已有人申请，请由另一位有权限的人同意"),
    "second_person": _l("需要另一位有权限的人来办理"),
    "step_over": _l("这次登录已经失效，请重新登录"),
    "two_factors_needed": _l("你的职责需要两步验证，请先用手机设置好"),
    "two_factors_on": _l("两步验证已经开启"),
    "two_factors_required": _l("你的职责必须使用两步验证，不能关闭"),
    "locked": _l("登录失败次数过多，请 15 分钟后再试"),
    "sign_in_wrong": _l("用户名或密码不对"),
    "code_just_sent": _l("确认码刚发过，请一分钟后再试"),
    "outbox_not_held": _l("消息没有暂停发送，请刷新后再看"),
    "message_not_dead": _l("这条消息不需要重发，请刷新后再看"),
    "way_not_open": _l("这种方式没有开通，或者你还没有登记地址"),
    "wecom_taken": _l("这个企业微信账号已登记给另一个人"),
    # units
    "cycle": _l("不能移到自己的下级"),
    "other_network": _l("只能在同一个大队范围内调动"),
    "not_serving": _l("已转出或已故的成员不能调动"),
    "same_squad": _l("已经在这个分队"),
    "certificate_open": _l("已有一份向这个单位的申请在办理"),
    "no_service": _l("这段时间没有已认定的服务，不能开具证明"),
    "not_issued": _l("这份证明还没有开具"),
    "objection_open": _l("已经有人提出异议，正在核实"),
    "own_certificate": _l("不能办理本人的证明，请由上一级或另一位负责人办理"),
    "own_honour": _l("不能感谢或表彰自己"),
    "transfer_open": _l("这名成员已有一份办理中的调动"),
    "has_subunits": _l("还有下级组织，请先撤并下级"),
    "no_brigade": _l("还没有设立大队"),
    "organ_in_group": _l("该单位已在一个协作组里，请先从那里移出"),
    "successor_unfit": _l("承接的组织须是另一个同级的在册组织"),
    "unit_closed": _l("该组织已撤并"),
    "wrong_tier": _l("这一级组织不能设在所选的上级之下"),
    # steps and versions
    "ordered_not_repeated": _l("点单产生的需求不能定期重复，请到资源页再点一次"),
    "own_asking": _l("这件需求由本单位代为提出，请等社区核实，或由上一级受理"),
    "own_service": _l("不能评价自己单位的服务，请由社区或镇街评价"),
    "already_repeated": _l("这条需求已经是定期需求了"),
    "date_settled": _l("这一次已经提交或已经跳过，请刷新后再看"),
    "hour_taken": _l("时间已经由先报名的人选定，请刷新后再看"),
    "needs_hour": _l("请先选一个时间"),
    "not_in_this_state": _l("当前状态下不能这样做，请刷新后再看"),
    "stale": _l("内容已被别人改过，请刷新后重新填写"),
    "key_reused": _l("这个请求编号已用于另一份内容"),
    "deadline_passed": _l("期限已经过了，不能再申请延期，请尽快办理"),
    "extension_asked": _l("已经申请过延期，正在等批复"),
    "extension_day_over": _l("申请延到的日子已经过了，请不同意并说明原因"),
    "extension_lapsed": _l("这件需求的办理情况已有变化，延期申请不再有效"),
    "no_holidays": _l("这一年还没有登记节假日，请先登记再核对"),
    "no_extension_by_minutes": _l("应急需求按分钟计时，不能延期；办不了请尽快转派"),
    "own_extension": _l("不能批复自己的延期申请，请由另一位负责人办理"),
    "already_rated": _l("这一次服务已经评价过了"),
    "exported_lately": _l("刚下载过，请 10 分钟后再试"),
    "hand_over_first": _l("你还担任职责，请先交接或请上级结束职责，再申请注销"),
    "demand_not_over": _l("这件求助还没办结，上门的人要用到这些信息；请先请求助人撤回"),
    "leak_not_told": _l("主管部门和本人都通知过，才能归档"),
    "complaint_contested": _l("已经要求重新办理过一次，不能再次要求"),
    "complaint_given_away": _l("这段话里有反映人写的号码或住址，请删去再转告"),
    "complaint_limit": _l("这个网络提交得太多，请 %(time)s 以后再试"),
    "complaint_sent": _l("这份内容已经提交过了，不用再提交一次"),
    "too_late_to_undo": _l("已超过 10 分钟，不能撤销了；办错的请转办或拆分"),
    "acted_on_since": _l("已经有人接着办了，不能撤销"),
    "nothing_changed": _l("没有改动任何内容"),
    "call_first": _l("还没有回访过，请先回访，再按未评价销号"),
    "site_may_still_rate": _l("服务结束后七天内由社区评价，之后七天回访；都没有结果才能按未评价销号"),
    # answers of recipients
    "answers_at_once": _l("刚才评价的人比较多，请一分钟后再试"),
    "answers_enough": _l("这一场的评价已经收满，谢谢"),
    "not_served_yet": _l("服务还没有结束，结束后再来评价"),
    "not_to_call": _l("这件需求现在不用回访，请刷新后再看"),
    "own_service_called": _l("参加过这次服务的人不能回访，请换一位"),
    "own_service_rated": _l("参加或组织这场服务的人不能替服务对象评价，请退出登录或把手机交还本人"),
    "part_not_found": _l("评价里没有这几个字，请照原文填写"),
    "rating_closed": _l("这一场现在不能评价：服务开始后到结束两小时内可以扫码"),
    "rating_code_old": _l("二维码已经更新，请再扫一次"),
    "same_unit": _l("这个单位已经是责任单位"),
    "cannot_lead": _l("另一件需求已经不在办理中，不能再并入"),
    "leads_others": _l("已有其他需求并入这一件，请把另一件并入它，或先拆分"),
    "sensitive_words": _l("公开文字里有个人信息，请先隐去，或由分办人员说明可以公开"),
    # residents
    "code_sent_often": _l("验证码发得太频繁，请 %(time)s 以后再试"),
    "code_mistaken": _l("验证码不对或已过期，请核对短信"),
    "help_address_limit": _l("这个网络提交得太多，请 %(time)s 以后再试，或直接打值班电话"),
    "help_form_old": _l("页面打开得太久了，内容还在，请再点一次提交"),
    "help_phone_limit": _l("这个手机号今天提交得太多，请 %(time)s 以后再试，或直接打值班电话"),
    "help_site_limit": _l("这个社区现在提交的人太多，请 %(time)s 以后再试，或直接打值班电话"),
    "help_too_quick": _l("提交得太快了，请核对一遍内容，再点一次提交"),
    "reopened_enough": _l("不能再从这里要求重新办理，请打值班电话"),
    # hours
    "needs_countersign": _l("点名录入的时长需要社区或另一位负责人核签后才能确认"),
    "needs_next_tier": _l("当天累计超过 8 小时，需要上一级确认"),
    "beyond_day": _l("当天的时长加起来超过了 24 小时"),
    "not_visible": _l("没有找到这条时长，或不在你的管辖范围"),
    "own_entry": _l("自己录入的时长需要另一位负责人核签"),
    "own_hours": _l("不能确认自己的时长"),
    "own_backfill": _l("自己补录的时长须由上一级负责人同意；已是最高一级的，由同级另一位负责人同意"),
    "needs_agreement": _l("补录的时长须由上一级同意并公示后才能生效，不能直接确认"),
    "needs_higher_tier": _l("须由更高一级的负责人办理"),
    "sheet_still_open": _l("结束 48 小时内请在签到页按纸质签到表录入，不需要补录"),
    "not_over_yet": _l("服务还没有结束"),
    "session_called_off": _l("这一场已取消或延期"),
    "hours_exist": _l("这一场已有时长记录，认为不对请在那条记录里提出异议"),
    "hours_overlap": _l("同一时间已有另一场服务的时长"),
    "member_not_visible": _l("没有找到这位成员，或不在你的管辖范围"),
    "notice_over": _l("公示期已过"),
    "objected_already": _l("你已提出过异议，正在核实"),
    "same_person": _l("录入、同意或提出异议的人不能自己答复异议"),
    "forgotten_check_out": _l("这一场你已签到、还没有签退，请联系负责人补签退时间，不用申报漏记"),
    "missing_hours_exist": _l("这一场你已申报过，请看原来的申报"),
    "nobody_higher": _l("已经是最上一级的答复"),
    "answered_before": _l("你已答复过这份申报，须由上一级的另一位负责人复核"),
    # projects
    "checklist_name_taken": _l("清单里已有同名的一项，停用的也算"),
    "campaign_name_taken": _l("已有同名的活动月"),
    "answered_already": _l("这条需求已有项目「%(title)s」在办，请在那个项目里安排，或先作废它"),
    "already_begun": _l("这一场已经开始，不能再改期、延期或取消"),
    "below_confirmed": _l("人数不能少于已报名和已预留的名额"),
    "has_claims": _l("已有人报名或预留名额，不能这样改；确需停止请取消项目，系统会告知每一位"),
    "incomplete": _l("还不能发布，请先补充：%(words)s"),
    "published_row": _l("发布过的岗位和场次不能删除，可以减少人数或取消场次"),
    "sessions_ahead": _l("还有没结束的场次，全部结束后才能结项"),
    # resources
    "not_offered": _l("这一天或这个社区点不了这项资源，请看可点的日期和镇街"),
    "notice_too_short": _l("离服务时间太近，来不及准备"),
    "quota_used_up": _l("这个月的次数已经用完，请换到下个月"),
    "taken": _l("这段时间已被预订，请换一个时间"),
    "too_many_pieces": _l("没有这么多，请减少数量"),
    # emergencies and call-outs
    "call_out_closed": _l("这次集结已经结束"),
    "called_already": _l("这件求助已经发过集结"),
    "emergency_open": _l("这个镇街已在应急响应中，可以延长"),
    "no_emergency": _l("这个镇街现在没有应急响应，请按平时的办法提需求"),
    "nobody_to_call": _l("没有可以通知的人，请放宽条件"),
    "reminded_already": _l("十分钟内已经通知过，请稍后再催"),
    # rosters
    "no_city": _l("系统里还没有设立城市"),
    "roster_has_problems": _l("还有 %(num)s 个问题，改好文件后重新上传"),
    "roster_many_leave": _l("这次导入会让 %(num)s 人离开，请核对后填写这个人数再导入"),
    # plans
    "nothing_to_send": _l("方案里没有可以发出的人选"),
    # registrations
    "nobody_to_register": _l("选中的成员都已报到，不用再办"),
    "registered_here": _l("你已经在这个社区报到"),
    "registration_asked": _l("你有一份报到正等社区接收，先撤回才能换社区"),
    # wishes
    "own_wish": _l("自己登记的微心愿须由另一个人核实"),
    "wish_taken": _l("这个心愿已被别人认领，看看别的心愿"),
    "too_many_wishes": _l("你已有 %(most)s 个微心愿在办，完成后再认领"),
    # surveys
    "reminded_today": _l("今天已经通知过，明天可以再提醒"),
    # service day
    "code_expired": _l("签到码不对或已更换，请看现场最新的码"),
    "already_checked_in": _l("已经签到了，不用再签"),
    "check_in_closed": _l("本场的签到签退已经结束，请联系现场负责人"),
    "code_used": _l("这个签到码你已经用过，请等下一个码"),
    "not_checked_in": _l("还没有签到"),
    "not_open_yet": _l("签到还没有开放"),
    "leave_at_gate": _l("服务还没有结束，离开时请在现场签退"),
    "leaving_closed": _l("结束已超过 48 小时，请申报漏记"),
    "clock_wrong": _l("设备时间差了一天以上，无法判断是什么时候，请核对后由负责人补登"),
    "not_your_gate": _l("这一场的签到不由你负责"),
    "nobody_by_that": _l("没有找到这个手机号或党员编号，请核对"),
    "position_gone": _l("这一场没有这个岗位了"),
    "other_account": _l("这些记录是另一个账号在本机记的，请用那个账号登录后发送"),
    "sent_too_late": _l("超过结束后 48 小时，请按补录或申报漏记办理"),
    "no_gate_code": _l("这一场不用签到码，由服务的人自己按开始和结束"),
    "no_position": _l("没有拿到手机的位置，请负责人点名"),
    "not_here": _l("你好像不在服务地点，请负责人点名"),
    "too_many_tries": _l("签到码输错太多次，请过一会儿再试，或请现场负责人点名"),
    # the trail
    "trail_too_long": _l("这段时间的记录太多，请缩短起止日期，或请技术人员用命令导出"),
}

# The same, where it is known what stands in the way.
NAMED = {
    "no_skill": _l("需要技能：%(skill)s %(level)s 级"),
    "notice_too_short": _l("需要提前 %(num)s 天，最早可选 %(day)s"),
    "quota_used_up": _l("%(month)s 月的 %(num)s 次已经用完，请换到下个月"),
    "taken": _l("这段时间只剩 %(num)s，请减少数量或换一个时间"),
    "too_many_pieces": _l("最多可以要 %(num)s"),
    "opens_later": _l("%(when)s 开始报名"),
    "overlap": _l("和“%(title)s”同一时间"),
    "too_many_tries": _l("签到码输错太多次，请 %(num)s 分钟后再试，或请现场负责人点名"),
    "too_many_offers": _l("对方已有 %(num)s 份邀约未答复，等答复后再邀请"),
}

# The same, said to a leader about somebody else.
OF_ANOTHER = {
    "already_claimed": _l("已报名或已邀请过"),
    "closed": _l("那时这一场不在开放时间内"),
    "full": _l("名额已满"),
    "no_skill": _l("没有登记这个岗位需要的技能"),
    "not_yours": _l("不在你负责的范围"),
    "overlap": _l("那段时间已有别的服务"),
    "paused": _l("暂停参加服务"),
    "too_many_claims": _l("未完成的报名已达上限"),
    "too_many_offers": _l("未答复的邀约已达上限"),
}

# What a project may lack before it can be published, as `Refused("incomplete", missing=[…])` names it.
MISSING = {
    "checklist": _l("发布前清单里必须落实的事"),
    "contact": _l("联系人和电话"),
    "declaration": _l("单位作出承诺"),
    "guardian_consent": _l("监护人同意"),
    "insurance": _l("注明保险（危险作业先有保险）"),
    "future_time": _l("将来的时间（有场次已过开始时间）"),
    "min_helpers": _l("足够的人数（这类服务每场有最少人数要求）"),
    "positions": _l("岗位和人数"),
    "public_place": _l("公开地点"),
    "risk_note": _l("风险与保障"),
    "sessions": _l("场次时间"),
    "summary": _l("服务内容"),
}


def missing_words(refusal: Refused) -> dict[str, str]:
    """What is missing, in words by code; empty for refusals of another kind."""
    codes = refusal.details.get("missing", ())
    return {code: str(MISSING[code]) for code in codes} if isinstance(codes, list) else {}


def words_of_another(reason: str) -> str:
    """What a leader reads about somebody who cannot be asked or signed up."""
    return str(OF_ANOTHER.get(reason) or REASONS[reason])


def words(refusal: Refused) -> str:
    """What the person reads. A refusal may carry its own `message` (already in words)."""
    if "message" in refusal.details:
        return str(refusal.details["message"])
    text = (NAMED if refusal.details and refusal.reason in NAMED else REASONS)[refusal.reason]
    details = {**refusal.details, "words": gettext("、").join(missing_words(refusal).values())}
    return str(text) % details if refusal.details else str(text)
