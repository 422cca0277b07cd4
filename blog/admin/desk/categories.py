from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse

from blog.admin.desk.answers import RefusedRequestError, read_json
from blog.admin.desk.desk import Desk
from blog.models import Category
from core.slugs import make_slug


def add_category(desk: Desk, request: HttpRequest) -> JsonResponse:
    """Make a category at the root of the tree."""
    if not request.user.has_perm("blog.add_category"):
        raise PermissionDenied
    name = str(read_json(request).get("name") or "").strip()
    category = Category(name=name, slug=make_slug(name))
    try:
        category.full_clean(exclude=["path"])
    except ValidationError as error:
        raise RefusedRequestError(422, error=" ".join(error.messages)) from None
    category.save()
    return JsonResponse({"pk": category.pk, "name": category.name, "depth": category.depth}, status=201)
