"""The one settings file. Environments differ in data, not in code: see the table in README.md."""

from urllib.parse import urlsplit

from django.utils.csp import CSP

from config import environment

BASE_DIR = environment.BASE_DIR
DATA_DIR = environment.data_dir()

SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.boolean("DEBUG", default=False)
PORT = environment.number("PORT", default=8000, most=65535)
SITE_URL = environment.site_url(PORT)
_HOST = urlsplit(SITE_URL).hostname or ""
_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# Only a site on this machine may get the sample content: its login is known to everyone.
IS_ON_THIS_MACHINE = environment.is_this_machine(SITE_URL)
SAMPLE_SITE_COMMAND = "load_demo" if environment.boolean("DEMO", True) and IS_ON_THIS_MACHINE else ""

INSTALLED_APPS = [
    "taggit",
    "core",
    "outbox",
    "accounts",
    "blog",
    "comments",
    "coaching",
    "inbox",
    "privacy",
    "wordpress",
    "demo",
    "config.apps.SturdyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_ox",
    "django_prose_editor",
]

MIDDLEWARE = [
    "core.http.ForwardedHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wordpress.middleware.PlainLinkMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blog.context_processors.site",
                "coaching.context_processors.offers",
            ],
        },
    },
]

# Forms are drawn by templates/django/forms/, and by Django's own where we have none.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache()}

TASKS = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        "OPTIONS": {
            "MAX_ATTEMPTS": 5,
            "LOCK_TIMEOUT": 120,
            "BACKOFF_INITIAL": 5,
            "BACKOFF_MAX": 600,
            "SCHEDULES": {
                "send-due-mail": {"task": "outbox.tasks.send_due", "every": 60},
                "screen-due-comments": {"task": "comments.tasks.screen_due", "every": 60},
                "announce-unscreened-comments": {"task": "comments.tasks.announce_unscreened", "every": 300},
                "report-to-akismet": {"task": "comments.tasks.report_to_akismet", "every": 60},
                "learn-spam": {"task": "comments.tasks.learn_spam", "every": 600},
                "finish-erasures": {"task": "privacy.tasks.finish_erasures", "every": 300},
                "let-go-of-what-is-old": {"task": "privacy.tasks.let_go_daily", "cron": "45 3 * * *"},
                "write-due-digests": {"task": "inbox.tasks.write_due_digests", "every": 900},
                "screen-due-applications": {"task": "coaching.tasks.screen_due", "every": 60},
                "check-due-links": {"task": "blog.tasks.check_due_links", "every": 60},
                "announce-dead-links": {"task": "blog.tasks.announce_dead_links", "cron": "15 6 * * *"},
                "go-on-replacing-links": {"task": "blog.tasks.go_on_replacing_due", "every": 600},
                "read-links-again": {"task": "blog.tasks.read_links_again", "cron": "15 3 * * *"},
                "forget-addresses": {"task": "coaching.tasks.forget_addresses", "every": 600},
                "answer-link-requests": {"task": "coaching.tasks.answer_link_requests", "every": 300},
                "render-due-pictures": {"task": "core.tasks.render_due", "every": 600},
                "prune-tasks": {"task": "core.tasks.prune", "cron": "30 3 * * *"},
            },
        },
    },
}

MAILERS = environment.mailers()
# Without EMAIL_URL there is no mailer by intent: mail waits in the outbox and the admin says so.
SILENCED_SYSTEM_CHECKS = ["mail.W001"]
DEFAULT_FROM_EMAIL = environment.mailbox("DEFAULT_FROM_EMAIL", f"Sturdy <noreply@{_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

AKISMET_API_KEY = environment.env.str("AKISMET_API_KEY", "")
AKISMET_API_URL = environment.http_url(
    "AKISMET_API_URL", "https://rest.akismet.com/1.1", example="https://rest.akismet.com/1.1"
)

# Whom the site has erased, as hashes. Not part of the database, so that a backup of that does not bring it back.
ERASED_LIST = DATA_DIR / "erased-addresses"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGES = [environment.language("LANGUAGE_CODE", "en")]
LANGUAGE_CODE = LANGUAGES[0][0]
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "core.private.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
TAGGIT_CASE_INSENSITIVE = True

# A nonce is given out where a template asks for one: in the admin, for the editor's import map. Public pages have none.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = _IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_HTTPS
SECURE_HSTS_PRELOAD = _IS_HTTPS
# Believed because ForwardedHeadersMiddleware takes the header off every request but those of TRUSTED_PROXIES.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = environment.number("SIGN_IN_DAYS", default=90, most=400) * 86_400

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A line for each visitor's mistake would tell what people asked for, and for each task little else.
        "django.request": {"level": "ERROR"},
        "django.tasks": {"level": "WARNING"},
    },
}
