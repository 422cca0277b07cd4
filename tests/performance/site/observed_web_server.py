"""The site's web server with ``observed_application``."""

from core.serving import web_server

if __name__ == "__main__":
    web_server.serve("tests.performance.site.observed_application:application")
