"""How long an action can be undone before anybody else learns of it: mails and reports wait for that time."""

from datetime import timedelta

UNDO_TIME = timedelta(minutes=2)
UNDO_MINUTES = UNDO_TIME // timedelta(minutes=1)
