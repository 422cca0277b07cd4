"""The server of the writing desk: the page on which articles and pages are written, and what its script asks for."""
