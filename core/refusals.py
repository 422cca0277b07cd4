class RefusedError(Exception):
    """The action is not possible. The message is a sentence for the person who asked for it."""
