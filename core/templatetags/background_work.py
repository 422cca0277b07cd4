from django import template

from core.admin.background_work import state_of, work_of

register = template.Library()
register.filter(work_of)
register.filter(state_of)
