from dataclasses import asdict

from django.http import HttpRequest, JsonResponse

from blog.admin.desk.desk import Desk
from blog.desk.checklist import check
from blog.desk.saving import current


def checklist(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Return what is worth a look before the saved text goes out."""
    entry = desk.find(request, pk)
    return JsonResponse({"items": [asdict(item) for item in check(entry, current(entry).content)]})
