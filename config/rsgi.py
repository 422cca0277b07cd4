from config.wsgi import application as wsgi
from core.serving.rsgi import RSGIApplication

application = RSGIApplication(wsgi, wsgi.kept_response)
