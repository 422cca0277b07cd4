from django.template import Library

from blog.first_day import first_steps

register = Library()

register.simple_tag(first_steps)
