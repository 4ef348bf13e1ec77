"""The database handle and the base of every table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, MetaData, Table, make_url
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


# For statements that are written before there is a connection.
DIALECT: Dialect = make_url("postgresql+psycopg://").get_dialect()()


class Base(DeclarativeBase):
    """Every table: aware timestamps, 64-bit keys, JSONB, named constraints."""

    # Flask-SQLAlchemy copies this class's body, which a bare type_annotation_map does not survive.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: DateTime(timezone=True), int: BigInteger, dict[str, Any]: JSONB},
    )


def table_of(model: type[Base]) -> Table:
    """The table that a model is kept in, for rows that are written without objects."""
    return model.metadata.tables[model.__tablename__]


db = SQLAlchemy(model_class=Base)
