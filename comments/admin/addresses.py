"""The view that corrects a reader’s address, or writes to it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.admin.views import may_change
from comments.models import Comment
from comments.moderation.addresses import correct_address
from core.refusals import RefusedError
from outbox.forms import AddressForm
from outbox.models import OutgoingMail


@require_POST
@may_change
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the address of a comment’s reader; with ``again``, take it for a good one."""
    comment = get_object_or_404(Comment.objects.by_guests().select_related("post"), pk=pk)
    if "again" in request.POST:
        OutgoingMail.objects.failed().to_address(comment.email).try_again()
        messages.success(request, _("What could not be delivered is being sent again."))
        return redirect("admin:comments_comment_change", pk)
    try:
        correct_address(comment, AddressForm.read(request.POST))
        messages.success(request, _("The address is corrected. What could not be delivered is sent there."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:comments_comment_change", pk)
