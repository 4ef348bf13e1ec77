"""The table of settings: a line for each. `flask docs settings` draws docs/settings.md from it.

What one setting alone may be is its kind; what several must be together stands in `together.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from volunteer.settings.kinds import CONTACT, DATABASE, EXISTING_FILE, PATH, TEXT, WEB, Kind, number, one_of
from volunteer.web.datum import Datum

MEGABYTE = 1024 * 1024


class Of(StrEnum):
    """What a setting is of; the order is that of the document."""

    PLACE = "安装"
    WEB = "网页服务"
    DATABASE = "数据库"
    MAP = "地图"
    SIGN_IN = "登录"
    WAYS = "通知渠道"
    LEDGER = "时长账"
    BACKUP = "备份"
    WATCH = "日志、指标和操作记录"
    ROSTER = "名单导入"
    DEMO = "演示"


@dataclass(frozen=True)
class Setting:
    """`default` is of the kind's type. `needed`: production does not start without it. `secret`: never shown.

    `early`: read by the programs that start the application; the application's configuration does not hold it.
    """

    name: str
    of: Of
    kind: Kind
    default: Any
    meaning: str
    secret: bool = False
    needed: bool = False
    early: bool = False


S = Setting
SETTINGS: tuple[Setting, ...] = (
    S("APP_ENV", Of.PLACE, one_of("development", "production"), "development", "正式运行写 `production`：不载入演示数据，并要求下面标“正式必填”的各项"),
    S("PUBLIC_BASE_URL", Of.PLACE, WEB, "http://127.0.0.1:5000", "居民和党员打开平台的网址，二维码和链接都用它；以 `https://` 开头时登录凭据只走加密连接", needed=True),
    S("SECRET_KEY", Of.PLACE, TEXT, "development only", "会话签名用的密钥，至少 32 个字符；换掉它所有人要重新登录", secret=True, needed=True),
    S("BRAND_NAME", Of.PLACE, TEXT, "东莞机关党员志愿服务", "页面、短信、海报上的平台名称"),
    S("SECURITY_CONTACT", Of.PLACE, CONTACT, "", "发现安全漏洞的人找谁，写进 `/.well-known/security.txt`，如 `mailto:security@example.cn`；不写则没有这个文件"),
    S("VOLUNTEER_INSTANCE", Of.PLACE, PATH, "instance", "本机数据所在目录：内置数据库、日志、密钥", early=True),
    S("HOST", Of.WEB, TEXT, "127.0.0.1", "网页服务监听的地址；前面有反向代理时不要改", early=True),
    S("PORT", Of.WEB, number(1, 65535), 5000, "网页服务监听的端口", early=True),
    S("WEB_WORKERS", Of.WEB, number(1, 256), "处理器数 + 1", "网页进程数", early=True),
    S("TRUSTED_PROXIES", Of.WEB, number(0, 9), 0, "前面有几层自己的反向代理；写少了，代理后面的居民会共用一个提交次数上限"),
    S("SERVICE_WORKER", Of.WEB, one_of("on", "off"), "on", "`off` 让已装到手机上的离线外壳自行清除"),
    S("DATABASE_URL", Of.DATABASE, DATABASE, "", "应用角色 `volunteer_app` 的连接；不写则用内置数据库", secret=True, early=True),
    S("MIGRATION_DATABASE_URL", Of.DATABASE, DATABASE, "", "属主角色 `volunteer_owner` 的连接，升级、备份用；不写则同 `DATABASE_URL`", secret=True, early=True),
    S("DATABASE_POOLER", Of.DATABASE, one_of("off", "transaction"), "off", "经过 PgBouncer（transaction 模式）连数据库时写 `transaction`，见 scale-out.md"),
    S("FIELD_KEYS_FILE", Of.DATABASE, PATH, "", "加密联系方式、上门信息等字段的密钥文件，第一次启动时生成；丢了就再也读不出来，多台主机用同一份；不写则在数据目录的 `field.keys`"),
    S("TOWN_BOUNDARIES", Of.MAP, EXISTING_FILE, "", "镇街边界的 GeoJSON 文件（WGS-84，属性 `code`、`name`）；不写则无边界"),
    S("MAP_TILE_URL", Of.MAP, TEXT, "", "底图地址，如 `https://一个域名/{z}/{x}/{y}.png`；不写则无底图"),
    S("MAP_TILE_LICENCE", Of.MAP, TEXT, "", "底图上必须显示的审图号或授权；有底图时必填"),
    S("MAP_TILE_DATUM", Of.MAP, one_of(*Datum), Datum.WGS84.value, "底图的坐标系"),
    S("MAP_ROUTE_URL", Of.MAP, TEXT, "https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=wgs84&callnative=1", "“怎么去”打开的地址；`geo:{lat},{lon}?q={lat},{lon}({name})` 为手机自带地图"),
    S("TWO_FACTORS", Of.SIGN_IN, one_of("required", "offered"), "", "工委和管理员登录要不要两步验证：`required` 必须，`offered` 自愿；不写则正式运行为必须"),
    S("LEAKED_PASSWORDS_FILE", Of.SIGN_IN, EXISTING_FILE, "", "泄露过的密码的清单，设密码时不许用其中的：Have I Been Pwned 的 SHA-1 文件，按哈希排序，见 sign-in.md；不写则不查"),
    S("ADMIN_NETWORKS", Of.SIGN_IN, TEXT, "", "只有从这些网段才能做管理员的事，如 `10.1.0.0/16,192.168.7.0/24`；不写则不限"),
    S("SIGN_IN_PROVIDERS", Of.SIGN_IN, TEXT, "", "除了密码还可以怎样登录，按显示的先后写：`oidc`、`cas`、`wecom`、`wechat`，用逗号分开，见 sign-in.md"),
    S("OIDC_ISSUER", Of.SIGN_IN, TEXT, "", "统一身份认证（OpenID Connect）的地址"),
    S("OIDC_CLIENT_ID", Of.SIGN_IN, TEXT, "", "在它那里登记的应用编号"),
    S("OIDC_CLIENT_SECRET", Of.SIGN_IN, TEXT, "", "在它那里登记的应用密钥", secret=True),
    S("OIDC_LABEL", Of.SIGN_IN, TEXT, "", "按钮上的名称"),
    S("OIDC_NUMBER_CLAIM", Of.SIGN_IN, TEXT, "employee_number", "哪一项是人员编号，凭它对上名单"),
    S("OIDC_SCOPES", Of.SIGN_IN, TEXT, "openid profile phone", "向它要哪些信息"),
    S("CAS_URL", Of.SIGN_IN, TEXT, "", "CAS 统一认证的地址"),
    S("CAS_LABEL", Of.SIGN_IN, TEXT, "", "按钮上的名称"),
    S("CAS_NUMBER_ATTRIBUTE", Of.SIGN_IN, TEXT, "", "哪一项是人员编号"),
    S("CAS_PHONE_ATTRIBUTE", Of.SIGN_IN, TEXT, "", "哪一项是手机号"),
    S("WECOM_LOGIN_URL", Of.SIGN_IN, TEXT, "https://login.work.weixin.qq.com", "企业微信扫码登录的地址，私有部署时另设"),
    S("WECOM_USERID_IS_NUMBER", Of.SIGN_IN, one_of("on", "off"), "off", "企业微信的成员账号就是人员编号时写 `on`"),
    S("WECHAT_APP_ID", Of.SIGN_IN, TEXT, "", "微信公众号的编号"),
    S("WECHAT_SECRET", Of.SIGN_IN, TEXT, "", "微信公众号的密钥", secret=True),
    S("WECHAT_API_URL", Of.SIGN_IN, TEXT, "https://api.weixin.qq.com", "微信的接口地址"),
    S("WECHAT_OPEN_URL", Of.SIGN_IN, TEXT, "https://open.weixin.qq.com", "微信授权页的地址"),
    S("MAIL_URL", Of.WAYS, TEXT, "", "发邮件的服务器，如 `smtps://用户:密码@主机:465`（或 `smtp+starttls://`、`smtp://`）；不写则不发", secret=True),
    S("MAIL_FROM", Of.WAYS, TEXT, "", "发件地址；设了 `MAIL_URL` 时必填"),
    S("WECOM_CORP_ID", Of.WAYS, TEXT, "", "企业微信的企业 ID；三项要写都写"),
    S("WECOM_AGENT_ID", Of.WAYS, TEXT, "", "企业微信自建应用的编号"),
    S("WECOM_SECRET", Of.WAYS, TEXT, "", "企业微信自建应用的密钥", secret=True),
    S("WECOM_API_URL", Of.WAYS, WEB, "https://qyapi.weixin.qq.com", "企业微信的接口地址，私有部署时另设"),
    S("SMS_GATEWAY", Of.WAYS, one_of("log", "http"), "log", "`http` 时把 `{phone, text, key}` 以 JSON 发到网关；`log` 只记有过一条，不含号码和内容"),
    S("SMS_URL", Of.WAYS, TEXT, "", "短信网关的地址；`SMS_GATEWAY=http` 时必填"),
    S("SMS_TOKEN", Of.WAYS, TEXT, "", "短信网关的令牌", secret=True),
    S("ROBOT_ORIGINS", Of.WAYS, TEXT, "", "私有部署的群机器人，如 `feishu=https://主机,wecom=https://主机`"),
    S("LEDGER_HEADS_FILE", Of.LEDGER, PATH, "", "每日封存的时长账另存到哪个文件，宜再抄送到数据库管理员写不到的地方；不写则在数据目录的 `ledger-heads.jsonl`"),
    S("LEDGER_SIGNING_KEY_FILE", Of.LEDGER, PATH, "", "封存用的签名密钥，初始化时生成；不写则在数据目录的 `ledger-signing.key`"),
    S("LEDGER_FULL_PROOF_WEEKDAY", Of.LEDGER, number(0, 6), 6, "每周哪一天夜里核对全部时长，0 是星期一"),
    S("BACKUP_DIR", Of.BACKUP, PATH, "", "每晚备份到哪个目录，宜在另一台机器上；不写则不自动备份"),
    S("BACKUP_HOUR", Of.BACKUP, number(0, 23), 3, "每晚几点备份（北京时间）"),
    S("BACKUP_KEEP", Of.BACKUP, number(1, 9999), 14, "留几份"),
    S("BACKUP_PASSPHRASE", Of.BACKUP, TEXT, "", "备份口令，至少 12 个字符，见 recovery.md；不写则在终端上问，自动备份时必填", secret=True),
    S("LOG_FORMAT", Of.WATCH, one_of("json", "text"), "", "日志写成什么样；不写则正式运行为 `json`，其他为 `text`"),
    S("LOG_LEVEL", Of.WATCH, one_of("debug", "info", "warning", "error"), "info", "记到多细"),
    S("METRICS_TOKEN", Of.WATCH, TEXT, "", "`/metrics` 的令牌，至少 20 个字符；不写则 `/metrics` 关着", secret=True),
    S("AUDIT_KEEP_MONTHS", Of.WATCH, number(12, 1200), 36, "操作记录留多少个月；按规定不少于一年"),
    S("ROSTER_MAX_BYTES", Of.ROSTER, number(MEGABYTE, 1024 * MEGABYTE), 32 * MEGABYTE, "一个名单文件最大多少字节；调大时反向代理的上限也要调"),
    S("ROSTER_MAX_UNPACKED_BYTES", Of.ROSTER, number(MEGABYTE, 8192 * MEGABYTE), 256 * MEGABYTE, "名单文件解开后最大多少字节"),
    S("ROSTER_MAX_ROWS", Of.ROSTER, number(1, 5_000_000), 200_000, "一个名单最多多少行"),
    S("DEMO_PASSWORD", Of.DEMO, TEXT, "", "演示账号的密码；不写则为公开的那一个。正式运行没有演示账号", secret=True),
    S("DEMO_SCALE", Of.DEMO, one_of("pilot", "small", "province", "none"), "pilot", "`scripts/serve` 第一次启动时载入多大的演示城市", early=True),
)  # fmt: skip
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def defaults() -> dict[str, Any]:
    """What the application's configuration holds while nothing is set."""
    return {setting.name: setting.default for setting in SETTINGS if not setting.early}
