"""Every table of the application, so that migrations and tests see the whole schema."""

from __future__ import annotations

from volunteer.accounts import models as accounts
from volunteer.activities import models as activities
from volunteer.audit import models as audit
from volunteer.claims import models as claims
from volunteer.demands import models as demands
from volunteer.gaps import models as gaps
from volunteer.kernel import outbox
from volunteer.ledger import models as ledger
from volunteer.notices import models as notices
from volunteer.organization import models as organization
from volunteer.people import models as people
from volunteer.plans import models as plans
from volunteer.projects import models as projects
from volunteer.suggestions import models as suggestions
from volunteer.taxonomy import models as taxonomy

ALL = (
    outbox,
    taxonomy,
    accounts,
    organization,
    people,
    demands,
    projects,
    claims,
    activities,
    ledger,
    suggestions,
    plans,
    gaps,
    notices,
    audit,
)
