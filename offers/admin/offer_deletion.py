"""An offer is ended, which keeps what was counted, or deleted with all of it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin.pages import render_admin_page
from offers.deletion import delete_offer, losses
from offers.models import Offer

LIST = "admin:offers_offer_changelist"


class OfferDeletion(admin.ModelAdmin[Any]):
    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Say what goes along with it, and propose to end it instead; then do what was chosen."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        offer = self.get_object(request, unquote(object_id))
        if offer is None:
            raise Http404
        is_current = offer in Offer.objects.current()
        if "end" in request.POST and is_current and self.has_change_permission(request, offer):
            return self._end(request, offer)
        if "for_good" in request.POST and not offer.predecessors.exists():
            return self._delete(request, offer)
        context = {
            "title": _("Delete this offer?"),
            "opts": self.opts,
            "offer": offer,
            "losses": losses(offer),
            "predecessors": offer.predecessors.all(),
            "can_end": is_current and self.has_change_permission(request, offer),
        }
        return render_admin_page(request, "admin/offers/offer/delete.html", context)

    def _end(self, request: HttpRequest, offer: Offer) -> HttpResponse:
        offer.ends_at = timezone.now()
        offer.save()
        self.log_change(request, offer, _("Ended."))
        messages.success(request, _("“%(name)s” has ended. Its counts are kept.") % {"name": offer})
        return redirect(LIST)

    def _delete(self, request: HttpRequest, offer: Offer) -> HttpResponse:
        with transaction.atomic():
            self.log_deletions(request, self.get_queryset(request).filter(pk=offer.pk))
            delete_offer(offer)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": offer.name})
        return redirect(LIST)
