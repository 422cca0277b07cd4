"""What she does there. Each view is reached through ``AdminSite.admin_view``, so by staff with CSRF protection."""

from typing import cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import User
from comments import moderation, pinning, replying
from comments.admin.notices import say_answered, say_moderated
from comments.forms import validate_bytes, validate_no_controls, validate_visible
from comments.models import Comment

may_change = permission_required("comments.change_comment", raise_exception=True)
may_delete = permission_required("comments.delete_comment", raise_exception=True)


class AnswerForm(forms.Form):
    text = forms.CharField(validators=[validate_visible, validate_no_controls, validate_bytes])
    by_mail_only = forms.BooleanField(required=False)


@require_POST
@may_change
def moderate_comments(request: HttpRequest) -> HttpResponse:
    """Do ``verb`` to every ``comment`` of the form, and lead back to ``next``."""
    if request.POST.get("verb") not in moderation.Verb:
        return HttpResponseBadRequest()
    verb = moderation.Verb(request.POST["verb"])
    outcome = moderation.moderate_all(chosen(request.POST), verb, by=cast(User, request.user))
    say_moderated(request, outcome, verb)
    return redirect(way_back(request))


@may_change
def answer_comment(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.select_related("post__address", "author"), pk=pk)
    form = _begun_answer(request, comment) if "insert" in request.POST else AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            reply = moderation.answer(comment, by=cast(User, request.user), **form.cleaned_data)
        except moderation.RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            say_answered(request, comment, reply)
            return redirect(way_back(request))
    title = _("Answer %(name)s") % {"name": comment.name}
    context = {**admin.site.each_context(request), "title": title, "comment": comment, "form": form}
    context["next"] = way_back(request)
    return render(request, "admin/comments/comment/answer.html", context, status=422 if form.errors else 200)


def _begun_answer(request: HttpRequest, comment: Comment) -> AnswerForm:
    """What she has written so far, with a saved reply; nothing is sent."""
    text = replying.with_reply(request.POST.get("text", ""), comment, request.POST.get("saved", ""))
    return AnswerForm(initial={"text": text})


@require_POST
@may_change
def pin_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin the answer to the top of its thread; with ``pin=0``, put it back in its place."""
    answer = get_object_or_404(Comment, pk=pk)
    if request.POST.get("pin") == "0":
        pinning.unpin(answer)
        messages.success(request, _("The answer stands in its place again."))
        return redirect(way_back(request))
    try:
        pinning.pin(answer)
        messages.success(request, _("The answer is pinned to the top of its thread."))
    except moderation.RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(way_back(request))


@require_POST
@may_change
def settle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """``take`` 1: let the new words be public; 0: keep the old ones."""
    comment = get_object_or_404(Comment, pk=pk)
    take = request.POST.get("take") == "1"
    try:
        moderation.settle_edit(comment, by=cast(User, request.user), take=take)
        messages.success(request, _("The new words are taken.") if take else _("The old words are kept."))
    except moderation.RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(way_back(request))


@may_delete
def delete_comments(request: HttpRequest) -> HttpResponse:
    """Ask first; then, ``confirmed``, delete for good those that are spam or in the bin."""
    asked = chosen(request.POST or request.GET)
    comments = [comment for comment in asked if comment.state in moderation.OUT_OF_SIGHT]
    if "confirmed" not in request.POST:
        title = _("Delete for good?")
        context = {**admin.site.each_context(request), "title": title, "comments": comments, "next": way_back(request)}
        return render(request, "admin/comments/comment/delete_for_good.html", context)
    for comment in comments:
        moderation.delete_for_good(comment)
    done = ngettext("%(count)d comment deleted for good.", "%(count)d comments deleted for good.", len(comments))
    messages.success(request, done % {"count": len(comments)})
    state = comments[0].state if comments else ""
    return redirect(f"{reverse('admin:comments_comment_changelist')}?{urlencode({'state': state})}")


def chosen(data: QueryDict) -> list[Comment]:
    """The comments that a form names; those that are gone by now are left out."""
    return list(Comment.objects.filter(pk__in=[pk for pk in data.getlist("comment") if pk.isdecimal()]))


def way_back(request: HttpRequest, otherwise: str = "admin:comments_comment_changelist") -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse(otherwise)


def address_to_delete(pk: str) -> str:
    return f"{reverse('admin:comments_comment_delete_for_good')}?{urlencode({'comment': pk})}"
