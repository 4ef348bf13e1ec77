"""Every permission, and which role holds it. A grant gives the role at and below one node of a tree."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What can be allowed, alphabetically."""

    ACCOUNT_MANAGE = "account.manage"  # hand out activation and reset codes, lock and unlock
    AUDIT_HANDLE = "audit.handle"  # take the trail away, write down what came of the ledger's findings
    AUDIT_READ = "audit.read"
    CAMPAIGN_RUN = "campaign.run"  # call for themed months that projects belong to
    CERTIFICATE_ISSUE = "certificate.issue"  # certify service, refuse to, revoke
    CLAIM_MANAGE = "claim.manage"  # claim for members of the subtree, approve, see who claimed
    CALL_OUT = "call_out"  # make task forces, open emergency mode, call people out
    COMPLAINT_HANDLE = "complaint.handle"  # answer complaints that name a unit below
    DEMAND_ASK = "demand.ask"  # post, edit, submit, change, withdraw, cancel, rate for a site
    DEMAND_ASK_FOR = "demand.ask_for"  # post on behalf of any site in the name of a unit; edit, submit, withdraw that
    DEMAND_FORWARD = "demand.forward"  # return to the asker or pass on
    DEMAND_HANDLE = "demand.handle"  # accept, decline
    DEMAND_READ = "demand.read"
    GRANT_MANAGE = "grant.manage"
    HOTLINE_IMPORT = "hotline.import"  # bring lists of a hotline, take the results back
    HOURS_CONFIRM = "hours.confirm"
    HOURS_COUNTERSIGN = "hours.countersign"  # the site's word on what a leader ticked
    HOURS_READ = "hours.read"
    MEMBER_MANAGE = "member.manage"
    MEMBER_READ = "member.read"  # names masked
    MEMBER_UNMASK = "member.unmask"
    PLAN_RUN = "plan.run"  # plan a window as a whole, send its offers
    PRIVACY_HANDLE = "privacy.handle"  # answer requests about personal data, see retention, deal with leaks
    PRIVATE_PLACE_READ = "private_place.read"
    PROJECT_APPROVE = "project.approve"  # publish, unpublish, cancel
    PROJECT_EDIT = "project.edit"
    PROJECT_READ = "project.read"  # drafts included
    RECORD_KEEP = "record.keep"  # enter trainings, words of the year, thanks and commendations
    REGISTRATION_RECEIVE = "registration.receive"  # answer members who register with a site, see who is registered
    REPORT_READ = "report.read"
    RESOURCE_MANAGE = "resource.manage"  # offer what a unit can lend or repeat, answer orders
    RESOURCE_ORDER = "resource.order"  # order one for a site
    ROSTER_IMPORT = "roster.import"
    SESSION_RUN = "session.run"  # show the code, tick people off, admit walk-ups
    SETTING_MANAGE = "setting.manage"
    SITE_MANAGE = "site.manage"
    SURVEY_RUN = "survey.run"  # ask units to bring profiles up to date
    TAXONOMY_MANAGE = "taxonomy.manage"
    UNIT_MANAGE = "unit.manage"
    UNIT_READ = "unit.read"


class Role(StrEnum):
    """What a person is for a node."""

    ADMIN = "admin"
    COMMITTEE = "committee"
    SUPERVISOR = "supervisor"
    TEAM_LEADER = "team_leader"
    SQUAD_LEADER = "squad_leader"
    TOWN_OFFICER = "town_officer"
    SITE_OPERATOR = "site_operator"


_READ = frozenset(
    {
        Permission.DEMAND_READ,
        Permission.HOURS_READ,
        Permission.MEMBER_READ,
        Permission.PROJECT_READ,
        Permission.REPORT_READ,
        Permission.UNIT_READ,
    }
)
_SQUAD = _READ | {
    Permission.CLAIM_MANAGE,
    Permission.DEMAND_ASK_FOR,
    Permission.HOURS_CONFIRM,
    Permission.MEMBER_UNMASK,
    Permission.PRIVATE_PLACE_READ,
    Permission.PROJECT_EDIT,
    Permission.RECORD_KEEP,
    Permission.RESOURCE_MANAGE,
    Permission.SESSION_RUN,
}
_TEAM = _SQUAD | {
    Permission.ACCOUNT_MANAGE,
    Permission.CAMPAIGN_RUN,
    Permission.CERTIFICATE_ISSUE,
    Permission.COMPLAINT_HANDLE,
    Permission.DEMAND_FORWARD,
    Permission.DEMAND_HANDLE,
    Permission.MEMBER_MANAGE,
    Permission.PROJECT_APPROVE,
    Permission.ROSTER_IMPORT,
    Permission.UNIT_MANAGE,
}
_SITE = frozenset(
    {
        Permission.DEMAND_ASK,
        Permission.DEMAND_READ,
        Permission.HOURS_COUNTERSIGN,
        Permission.PRIVATE_PLACE_READ,
        Permission.REGISTRATION_RECEIVE,
        Permission.RESOURCE_ORDER,
        Permission.SESSION_RUN,
    }
)

HOLDS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            Permission.ACCOUNT_MANAGE,
            Permission.AUDIT_HANDLE,
            Permission.AUDIT_READ,
            Permission.GRANT_MANAGE,
            Permission.MEMBER_MANAGE,
            Permission.MEMBER_READ,
            Permission.PRIVACY_HANDLE,
            Permission.ROSTER_IMPORT,
            Permission.SETTING_MANAGE,
            Permission.SITE_MANAGE,
            Permission.TAXONOMY_MANAGE,
            Permission.UNIT_MANAGE,
            Permission.UNIT_READ,
        }
    ),
    Role.COMMITTEE: _TEAM
    | {
        Permission.AUDIT_HANDLE,
        Permission.AUDIT_READ,
        Permission.CALL_OUT,
        Permission.DEMAND_ASK,
        Permission.GRANT_MANAGE,
        Permission.HOTLINE_IMPORT,
        Permission.HOURS_COUNTERSIGN,
        Permission.PLAN_RUN,
        Permission.PRIVACY_HANDLE,
        Permission.REGISTRATION_RECEIVE,
        Permission.RESOURCE_ORDER,
        Permission.SETTING_MANAGE,
        Permission.SITE_MANAGE,
        Permission.SURVEY_RUN,
        Permission.TAXONOMY_MANAGE,
    },
    Role.SUPERVISOR: _READ | {Permission.AUDIT_READ},
    Role.TEAM_LEADER: _TEAM,
    Role.SQUAD_LEADER: _SQUAD,
    Role.TOWN_OFFICER: _SITE | {Permission.DEMAND_FORWARD, Permission.HOTLINE_IMPORT, Permission.SITE_MANAGE},
    Role.SITE_OPERATOR: _SITE,
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that hold a permission."""
    return frozenset(role for role, held in HOLDS.items() if permission in held)
