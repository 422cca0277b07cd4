from django.http import Http404, HttpRequest, HttpResponse

from blog.desk.content import preview
from blog.desk.saving import current
from blog.models import GuestLink
from blog.views.entries import render_entry
from core.web.http import private_page


@private_page
def guest_draft(request: HttpRequest, token: str) -> HttpResponse:
    """Show the text as it is now at the desk to somebody without an account, who has got a link."""
    link = GuestLink.from_token(token)
    if link is None:
        raise Http404
    shown = preview(link.entry, current(link.entry).content)
    return render_entry(request, shown, is_draft=True)
