"""The one settings file. Environments differ in data, not in code: see the table in README.md."""

import os
from datetime import timedelta
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.csp import CSP

from config import environment, file_storages, mail_servers
from config.schedules import SCHEDULES

# Django's classes take type arguments at run time, as in ``admin.ModelAdmin[Post]``.
django_stubs_ext.monkeypatch()

BASE_DIR = environment.BASE_DIR
DATA_DIR = environment.data_dir()
VERSION = environment.version()

SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = environment.boolean("DEBUG", default=False)
HOST = environment.ip_address("HOST", default="127.0.0.1")
PORT = environment.number("PORT", default=8000, most=65535)
WEB_WORKERS = environment.number("WEB_WORKERS", default=1, most=64)
WORKERS = environment.number("WORKERS", default=1, least=0, most=16)
SITE_URL = environment.site_url(PORT)
_HOST = urlsplit(SITE_URL).hostname or ""
_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

# Only a site on this machine may get the sample content, because its password is public.
IS_ON_THIS_MACHINE = environment.is_this_machine(SITE_URL)
SAMPLE_SITE_COMMAND = "load_demo" if environment.boolean("DEMO", True) and IS_ON_THIS_MACHINE else ""

INSTALLED_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "taggit",
    "core",
    "pagecache",
    "outbox",
    "media",
    "accounts",
    "blog",
    "podcast",
    "offers",
    "comments",
    "coaching",
    "search",
    "inbox",
    "privacy",
    "wordpress",
    "operations",
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
    "core.web.request_ids.RequestIDMiddleware",
    "core.web.http.ForwardedHeadersMiddleware",
    "core.web.http.BrowserLimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wordpress.middleware.OldAddressMiddleware",
    "pagecache.middleware.CacheControlMiddleware",
    "pagecache.middleware.SpeculationRulesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["core.compact_templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blog.context_processors.site",
                "offers.context_processors.offers",
            ],
        },
    },
]

# Forms are rendered by the templates in templates/django/forms/, or else by Django's own.
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
            "SCHEDULES": SCHEDULES,
        },
    },
}

MAILERS = mail_servers.mailers()
REPORT_MAILBOX = mail_servers.report_mailbox()
SILENCED_SYSTEM_CHECKS = [
    # Without EMAIL_URL the server is that of the admin. Until there is one, mail waits in the outbox.
    "mail.W001",
    # The variable HSTS turns on HSTS for subdomains and preloading.
    "security.W005",
    "security.W021",
]
DEFAULT_FROM_EMAIL = environment.mailbox("DEFAULT_FROM_EMAIL", f"Sturdy <noreply@{_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# For /.well-known/security.txt.
SECURITY_CONTACT = environment.contact("SECURITY_CONTACT")

AKISMET_API_KEY = os.environ.get("AKISMET_API_KEY", "")
AKISMET_API_URL = environment.http_url(
    "AKISMET_API_URL", "https://rest.akismet.com/1.1", example="https://rest.akismet.com/1.1"
)

# Hashes of what was erased. The file is not part of the database, so a restored backup does not undo it.
ERASURE_LOG = DATA_DIR / "erased-addresses"
BACKUP_DIR, BACKUP_KEY = environment.backups(DATA_DIR)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.backend.EmailBackend"]
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"
LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 2 * 3600
# This cookie marks a browser as known. A sign-in from an unknown one is announced by mail.
DEVICE_COOKIE_AGE = timedelta(days=400)

# The sample site needs no second factor.
SECOND_FACTOR_IS_ASKED_FOR = not SAMPLE_SITE_COMMAND
SECOND_FACTOR_GRACE_DAYS = environment.number("SECOND_FACTOR_GRACE_DAYS", default=14, least=0, most=90)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.forms.SignInForm",
    "request_login_code": "accounts.sign_in.forms.RequestCodeForm",
    "confirm_login_code": "accounts.sign_in.forms.ConfirmCodeForm",
    "reauthenticate": "accounts.sign_in.forms.ReauthenticateForm",
    "confirm_reauthentication_code": "accounts.sign_in.forms.ConfirmReauthenticationCodeForm",
    "change_password": "accounts.sign_in.forms.ChangePasswordForm",
    "set_password": "accounts.sign_in.forms.SetPasswordForm",
    "reset_password": "accounts.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# allauth counts attempts in the cache. Ours are rows, see accounts/sign_in/throttling.py.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None

MFA_ADAPTER = "accounts.sign_in.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.sign_in.forms.SecondFactorForm",
    "reauthenticate": "accounts.sign_in.forms.ReauthenticateBySecondFactorForm",
    "activate_totp": "accounts.sign_in.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.sign_in.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_ON_THIS_MACHINE

LANGUAGES = [environment.language("LANGUAGE_CODE", "en")]
LANGUAGE_CODE = LANGUAGES[0][0]
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# For how long browsers and proxies may show a public page without asking again, in seconds.
PAGE_MAX_AGE = environment.number("PAGE_MAX_AGE", default=0, least=0, most=86_400)

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    **file_storages.storages(),
    "staticfiles": {"BACKEND": "core.serving.static_storage.StaticStorage"},
}
# Only pages of this site use them, and its articles have no byte to spare.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".speculationrules": "application/speculationrules+json"}
TAGGIT_CASE_INSENSITIVE = True

# Templates use the nonce only in the admin, for the editor's import map. Public pages have none.
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
SECURE_SSL_REDIRECT = _IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
# Subdomains may not support HTTPS, and browsers forget a preloaded domain only after months. So both are opt-in.
_HSTS = environment.choice("HSTS", ("", "subdomains", "preload"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = _IS_HTTPS and _HSTS != ""
SECURE_HSTS_PRELOAD = _IS_HTTPS and _HSTS == "preload"
# Safe because ForwardedHeadersMiddleware removes the header unless the request comes from TRUSTED_PROXIES.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_SECURE = _IS_HTTPS
SESSION_COOKIE_AGE = environment.number("SIGN_IN_DAYS", default=90, most=400) * 86_400

SENTRY_DSN = environment.sentry_dsn("SENTRY_DSN")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "core.logs.formatters.LineFormatter"},
        "json": {"()": "core.logs.formatters.JSONFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.choice("LOG_FORMAT", ("line", "json")),
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # A line for each 404 would log what people looked for.
        "django.request": {"level": "ERROR"},
        # Bots send wrong hosts, large bodies and no tokens. Each would log a traceback.
        "django.security": {"level": "CRITICAL"},
        "django.tasks": {"level": "WARNING"},
        # Instead of its own form.
        "_granian": {"handlers": [], "propagate": True},
    },
}
