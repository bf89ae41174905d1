"""Settings of Acclimate. The environment is read here and nowhere else.

Each variable is described in docs/settings.md. A wrong value stops the start with one
sentence that names the variable.
"""

from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Queue

from portal import environment, file_storage

BASE_DIR = Path(__file__).resolve().parent.parent

# -- Security -------------------------------------------------------------------------

DEBUG = environment.truth("DEBUG", default=False)
SECRET_KEY = environment.secret("SECRET_KEY", debug=DEBUG)
SITE_URL = environment.url("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"]
    if DEBUG
    else [urlsplit(SITE_URL).hostname or "localhost"],
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
_IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    # The proxy that holds the certificate redirects to https; we never see plain http.
    "security.W008",
    # Other hosts below this one, and browsers' lists, are the institution's to decide.
    "security.W005",
    "security.W021",
]
# The invitation page posts to itself; with "no-referrer" browsers send `Origin: null`
# and the CSRF check refuses the person.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its icons (check marks, chevrons) as data: images in CSS.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- Applications ---------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.AcclimateAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "django_htmx",
    "heroicons",
    "onboarding.accounts",
    "onboarding.residents",
    "onboarding.checklists",
    "onboarding.milestones",
    "onboarding.learning",
    "onboarding.reminders",
    "onboarding.dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onboarding.residents.context.standing",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Data -----------------------------------------------------------------------------

DATA_DIR = environment.folder("DATA_DIR", default=BASE_DIR / "data")
MEDIA_ROOT = environment.folder("MEDIA_ROOT", default=DATA_DIR / "media")
DATABASES = {"default": environment.database("DATABASE_URL", data_dir=DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits of sign-in live in the cache, so all processes must share it.
CACHES = {"default": environment.cache("CACHE_URL")}

# -- Sign-in --------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "onboarding.accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_FORMS = {
    "login": "onboarding.accounts.forms.SignInForm",
    "reset_password": "onboarding.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "onboarding.accounts.forms.ResetPasswordKeyForm",
    "change_password": "onboarding.accounts.forms.ChangePasswordForm",
    "set_password": "onboarding.accounts.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True

# -- Language and time ----------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Static files ---------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": file_storage.storage("FILES_STORAGE_URL", media_root=MEDIA_ROOT),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# -- Files that people give as evidence -----------------------------------------------

FILE_MAX_MB = environment.whole("FILE_MAX_MB", default=10, least=1, most=100)
FILE_MAX_PAGES = environment.whole("FILE_MAX_PAGES", default=30, least=1, most=500)
FILE_MAX_MEGAPIXELS = environment.whole(
    "FILE_MAX_MEGAPIXELS", default=50, least=1, most=200
)
# Gunicorn gives a request 30 seconds.
FILE_CHECK_SECONDS = environment.whole(
    "FILE_CHECK_SECONDS", default=12, least=1, most=25
)
FILE_KEEP_DAYS = environment.whole("FILE_KEEP_DAYS", default=30, least=0, most=3650)
CLAMAV_URL = file_storage.scanner("CLAMAV_URL")

# -- Mail -----------------------------------------------------------------------------

_MAIL = environment.mail("EMAIL_URL", debug=DEBUG)
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST = _MAIL["EMAIL_HOST"]
EMAIL_PORT = _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER = _MAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _MAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _MAIL["EMAIL_USE_SSL"]
# Pool solo ignores task time limits, so the SMTP client itself must give up. A server
# that takes half a minute has the letter: who does not wait sends it again and again.
EMAIL_TIMEOUT = environment.whole("EMAIL_TIMEOUT", default=40, least=1, most=50)
DEFAULT_FROM_EMAIL = environment.sender(
    "DEFAULT_FROM_EMAIL", default="Acclimate <acclimate@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Letters in a minute, all workers together; 0 means as many as the server takes.
EMAIL_RATE = environment.number("EMAIL_RATE", default=0)
EMAIL_PROVIDER = environment.provider("EMAIL_PROVIDER")
ANYMAIL = environment.webhook(
    "EMAIL_WEBHOOK_SECRET", provider=EMAIL_PROVIDER, needed_by="EMAIL_PROVIDER"
)
MAILBOX_DIR = DATA_DIR / "mailbox"
HAS_MAILBOX = DEBUG and EMAIL_BACKEND.endswith("MailboxBackend")

# -- Celery ---------------------------------------------------------------------------

_BROKER = environment.broker("CELERY_BROKER_URL", data_dir=DATA_DIR)
CELERY_BROKER_URL = _BROKER["url"]
CELERY_BROKER_TRANSPORT_OPTIONS = _BROKER["options"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Letters have a queue of their own: a thousand of them never keep a wake-up waiting. A
# worker that is told nothing serves both.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("letters", routing_key="letters")]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {
    "onboarding.reminders.tasks.deliver_letters": {"queue": "letters"}
}
CELERY_TASK_ACKS_LATE = True
# A task that kills its worker would be delivered for ever; rows know what is owed.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "wake-reminders": {
        "task": "onboarding.reminders.tasks.wake",
        "schedule": crontab(),
        # A wake-up that nobody took within its minute is stale: the next one is here.
        "options": {"expires": 60},
    },
    "tidy-files": {
        "task": "onboarding.reminders.tasks.tidy_files",
        "schedule": crontab(hour=3, minute=20),
        # A busy night is no harm: what is left over goes in the next one.
        "options": {"expires": 60},
    },
}

# -- Logs -----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "filters": {"secrets": {"()": "onboarding.lib.logs.HideSecretAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}

# -- Acclimate ------------------------------------------------------------------------

DEMO_PASSWORD = environment.text("DEMO_PASSWORD", default="")
# Asked for after each good pass; whoever listens there rings when it stays away.
HEARTBEAT_PING_URL = environment.optional_url("HEARTBEAT_PING_URL")
# What a collector of /metrics must know; without it that page does not exist.
METRICS_TOKEN = environment.text("METRICS_TOKEN", default="")
