from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PictureFormAdmin(admin.ModelAdmin[Any]):
    """The admin of a model whose form is a ``PictureModelForm``."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.save_pictures(added_by=request.user)
        super().save_model(request, obj, form, change)


def alternative_text(name: str) -> Any:
    """What a ``ModelAdmin`` shows for an ``AlternativeTextField`` to those who may look and not change."""

    @admin.display(description=_("picture in words"))
    def shown(model_admin: Any, obj: Any) -> str:
        picture = getattr(obj, name)
        return picture.alternative_text if picture else ""

    return shown
