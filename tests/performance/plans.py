"""Read the database's query plans."""

from django.db import connection


def plan_of(sql: str) -> str:
    """The query plan; empty for a statement that is no SELECT."""
    if not sql.startswith("SELECT"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def whole_tables(plan: str, tables: set[str]) -> list[str]:
    """The lines of the plan that read all rows of one of ``tables`` instead of an index.

    Lines right below a limit are left out: they end with the first matching rows.
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
