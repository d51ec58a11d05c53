"""The few different values of a column of a million rows: each found by one step into an index."""

from django.db import connection
from django.db.models import Model

from betas.models import Exchange, ExchangeBeta, ExchangeFeature

MOST = 500


def models() -> list[str]:
    """Every model asked for, of all projects."""
    return _of_exchanges("model")


def error_types() -> list[str]:
    return _of_exchanges("error_type")


def betas() -> list[str]:
    """Every beta sent."""
    return _of(ExchangeBeta, "name")


def features() -> list[str]:
    return _of(ExchangeFeature, "name")


def _of_exchanges(column: str) -> list[str]:
    """Needs an index of project and column; that of `error_type` holds no empty one."""
    table = Exchange._meta.db_table
    least = f"SELECT MIN({column}) FROM {table} WHERE {column} <> '' AND NOT ({column} = '')"  # noqa: S608
    return _steps(
        f"SELECT id, ({least} AND project_id = betas_project.id) FROM betas_project",  # noqa: S608
        f"SELECT steps.at, ({least} AND project_id = steps.at AND {column} > steps.value)",
    )


def _of(model: type[Model], column: str) -> list[str]:
    least = f"SELECT MIN({column}) FROM {model._meta.db_table}"  # noqa: S608
    return _steps(f"SELECT 0, ({least})", f"SELECT 0, ({least} WHERE {column} > steps.value)")


def _steps(first: str, following: str) -> list[str]:
    """From each value to the next. MOST of them bound what a flood of different values costs."""
    sql = (
        f"WITH RECURSIVE steps (at, value) AS ({first} UNION ALL {following} FROM steps WHERE steps.value IS NOT NULL) "  # noqa: S608
        f"SELECT value FROM (SELECT value FROM steps LIMIT {MOST}) found WHERE value IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted({value for (value,) in cursor.fetchall()})
