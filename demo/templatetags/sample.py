from django.template import Library

from demo.removal import is_present

register = Library()

register.simple_tag(is_present, name="sample_is_present")
