import time
from tests.conftest import *
from tests.support.world import Browser
from tests.support.statements import counted_statements
from volunteer.demo.load import load, make_city
from volunteer.demo.scale import SCALES
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.accounts.models import *
from volunteer.suggestions import service
from volunteer.people.identity import actor_of_account
from volunteer.projects.models import Position
from sqlalchemy import select, text
def test_pilot(db_session, app, database_urls):
    load(app.config["MIGRATION_DATABASE_URL"], make_city(SCALES["pilot"], 2026, clock.now(), "x"))
    app.extensions.pop("volunteer_demo_city", None)
    for name in ("member","squad","team","committee","supervisor","town","admin"):
        acc = db.session.scalar(select(Account).join(SignInIdentity, SignInIdentity.account_id==Account.id).where(SignInIdentity.subject==name))
        b = Browser(app, acc)
        b.get("/home")
        with counted_statements() as st:
            t=time.time(); r=b.get("/home"); dt=time.time()-t
        print(name, r.status_code, len(st), round(dt*1000), "ms", len(r.text))
        open(f"/tmp/shots/p-{name}.html","w").write(r.text.replace('"/static/','"file:///work/main/static/'))
    b=Browser(app,None); b.get("/"); t=time.time(); r=b.get("/"); print("public", round((time.time()-t)*1000))
    acc = db.session.scalar(select(Account).join(SignInIdentity, SignInIdentity.account_id==Account.id).where(SignInIdentity.subject=="committee"))
    actor = actor_of_account(acc.id, acc.sign_in_epoch, clock.now(), None)
    pid = db.session.scalar(select(Position.id).join(Position.session).where(text("starts > now() and taken+reserved<headcount")).limit(1))
    t=time.time(); f=service.candidates_for(actor, pid); print("candidates", len(f.items), round((time.time()-t)*1000))
    assert 0
