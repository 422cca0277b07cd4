"""How the database says that it would answer a query."""

from django.db import connection


def plan_of(sql: str) -> str:
    """Empty for what is no question."""
    if not sql.startswith("SELECT"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def whole_tables(plan: str, tables: set[str]) -> list[str]:
    """The lines that say that all rows of one of ``tables`` are read, and not only an index of it.

    What stands right below a limit ends with the first rows that fit.
    """
    lines = plan.splitlines()
    above = ["", *lines]
    return [
        line.strip()
        for line, before in zip(lines, above, strict=False)
        if tables & set(line.split()) and _reads_all(line) and not before.startswith("Limit")
    ]


def _reads_all(line: str) -> bool:
    return "Seq Scan" in line or (line.startswith("SCAN") and "INDEX" not in line)
