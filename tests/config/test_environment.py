import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment, file_storages, mail_servers, secret_key

NETWORKS = "IP addresses or networks such as 127.0.0.1,10.0.0.0/8"
DATABASE = "postgresql://user:password@host:5432/name, or nothing for SQLite under DATA_DIR"
EMAIL = "smtps://user:password@host:465 or submission://user:password@host:587"
CACHE = "redis://host:6379/0, or nothing for a cache in the process"


@pytest.fixture
def refusal(monkeypatch):
    """The sentence with which ``read()`` refuses the value of a variable."""

    def read_with(name, value, read):
        monkeypatch.setenv(name, value)
        with pytest.raises(ImproperlyConfigured) as refused:
            read()
        return str(refused.value)

    return read_with


@pytest.mark.parametrize(("value", "read"), [("True", True), ("1", True), ("False", False), ("0", False), ("", True)])
def test_boolean(monkeypatch, value, read):
    monkeypatch.setenv("DEBUG", value)
    assert environment.boolean("DEBUG", default=True) is read


@pytest.mark.parametrize("value", ["true", "yes", "on", "2", "FALSE", " "])
def test_invalid_boolean_is_refused(refusal, value):
    sentence = refusal("DEBUG", value, lambda: environment.boolean("DEBUG", default=False))
    assert sentence == f"DEBUG is {value!r}: write True, False, 1 or 0."


@pytest.mark.parametrize(("value", "read"), [("", ""), ("subdomains", "subdomains")])
def test_choice(monkeypatch, value, read):
    monkeypatch.setenv("HSTS", value)
    assert environment.choice("HSTS", ("", "subdomains", "preload")) == read


def test_unknown_choice_is_refused(refusal):
    sentence = refusal("HSTS", "True", lambda: environment.choice("HSTS", ("", "subdomains", "preload")))
    assert sentence == "HSTS is 'True': write nothing or subdomains or preload."


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "８０００", "80.5"])
def test_invalid_port_is_refused(refusal, value):
    sentence = refusal("PORT", value, lambda: environment.number("PORT", default=8000, most=65535))
    assert sentence == f"PORT is {value!r}: write a number from 1 to 65535, such as 8000."


@pytest.mark.parametrize("value", ["localhost", "127.0.0.1:80", "1.2.3"])
def test_invalid_host_is_refused(refusal, value):
    sentence = refusal("HOST", value, lambda: environment.ip_address("HOST", default="127.0.0.1"))
    advice = "an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"
    assert sentence == f"HOST is {value!r}: write {advice}."


@pytest.mark.parametrize("value", ["-1", "91", "two", "1.5", "１"])
def test_invalid_days_of_grace_are_refused(refusal, value):
    name = "SECOND_FACTOR_GRACE_DAYS"
    sentence = refusal(name, value, lambda: environment.number(name, default=14, least=0, most=90))
    assert sentence == f"{name} is {value!r}: write a number from 0 to 90, such as 14."


def test_zero_days_of_grace_are_allowed(monkeypatch):
    monkeypatch.setenv("SECOND_FACTOR_GRACE_DAYS", "0")
    assert environment.number("SECOND_FACTOR_GRACE_DAYS", default=14, least=0, most=90) == 0


def test_site_url_follows_the_port():
    assert environment.site_url(8011) == "http://127.0.0.1:8011"


def test_site_url_loses_its_trailing_slash(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://coach.example.com/")
    assert environment.site_url(8000) == "https://coach.example.com"


@pytest.mark.parametrize(
    "value", ["coach.example.com", "ftp://coach.example.com", "http://", "http://[::1", "http://a:b"]
)
def test_invalid_site_url_is_refused(refusal, value):
    sentence = refusal("SITE_URL", value, lambda: environment.site_url(8000))
    assert sentence == f"SITE_URL is {value!r}: write a URL such as https://coach.example.com."


def test_site_url_with_a_path_is_refused(refusal):
    sentence = refusal("SITE_URL", "https://example.com/blog", lambda: environment.site_url(8000))
    assert "write the site's URL without a path" in sentence


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000", "http://a.localhost"]
)
def test_url_of_this_machine_is_recognised(url):
    assert environment.is_this_machine(url)


@pytest.mark.parametrize("url", ["https://coach.example.com", "http://10.0.0.1", "http://localhost.example.com"])
def test_url_of_another_machine_is_recognised(url):
    assert not environment.is_this_machine(url)


def test_host_is_that_of_the_site(monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS")
    assert environment.hosts("ALLOWED_HOSTS", "https://coach.example.com") == ["coach.example.com"]
    assert "localhost" in environment.hosts("ALLOWED_HOSTS", "http://127.0.0.1:8000")


@pytest.mark.parametrize("value", ["https://coach.example.com", "a.example.com b.example.com", "*"])
def test_invalid_listening_address_is_refused(refusal, value):
    sentence = refusal("ALLOWED_HOSTS", value, lambda: environment.hosts("ALLOWED_HOSTS", "https://a.example"))
    assert sentence.startswith(f"ALLOWED_HOSTS is {value!r}: write host names such as")


def test_trusted_proxies_are_ip_addresses_and_networks(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,::1")
    assert [str(network) for network in environment.networks("TRUSTED_PROXIES")] == [
        "127.0.0.1/32",
        "10.0.0.0/8",
        "::1/128",
    ]


@pytest.mark.parametrize("value", ["nginx", "10.0.0.0/40", "1.2.3"])
def test_invalid_trusted_proxy_is_refused(refusal, value):
    sentence = refusal("TRUSTED_PROXIES", value, lambda: environment.networks("TRUSTED_PROXIES"))
    assert sentence == f"TRUSTED_PROXIES is {value!r}: write {NETWORKS}."


def test_variants_of_english_are_languages(monkeypatch):
    monkeypatch.setenv("LANGUAGE_CODE", "en-gb")
    assert environment.language("LANGUAGE_CODE", "en") == ("en-gb", "British English")


WHOLE = "de, de-at, de-ch, en, en-au, en-gb"


@pytest.mark.parametrize("value", ["de", "de-at", "de-ch"])
def test_german_is_a_language(monkeypatch, value):
    monkeypatch.setenv("LANGUAGE_CODE", value)
    assert environment.language("LANGUAGE_CODE", "en")[0] == value


def test_language_with_a_translation_is_accepted(monkeypatch, tmp_path):
    monkeypatch.setenv("LANGUAGE_CODE", "pt-br")
    monkeypatch.setattr(environment, "BASE_DIR", tmp_path)
    catalogue = tmp_path / "locale" / "pt_BR" / "LC_MESSAGES" / "django.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    assert environment.language("LANGUAGE_CODE", "en") == ("pt-br", "Brazilian Portuguese")


@pytest.mark.parametrize("value", ["deutsch", "de_DE", "EN", "fr", "pt-br"])
def test_language_without_a_translation_is_refused(refusal, value):
    sentence = refusal("LANGUAGE_CODE", value, lambda: environment.language("LANGUAGE_CODE", "en"))
    assert sentence == f"LANGUAGE_CODE is {value!r}: write a language of this version: {WHOLE}."


def test_unknown_time_zone_is_refused(refusal):
    sentence = refusal("TIME_ZONE", "Berlin", lambda: environment.time_zone("TIME_ZONE", "UTC"))
    assert sentence == "TIME_ZONE is 'Berlin': write a time zone such as UTC or Europe/Berlin."


@pytest.mark.parametrize("value", ["Mara", "Mara <mara>", "@example.com"])
def test_invalid_sender_is_refused(refusal, value):
    sentence = refusal("DEFAULT_FROM_EMAIL", value, lambda: environment.mailbox("DEFAULT_FROM_EMAIL", "a@b.example"))
    assert (
        sentence
        == f"DEFAULT_FROM_EMAIL is {value!r}: write an e-mail address such as Mara Lindt <mara@coach.example.com>."
    )


def test_data_dir_that_is_a_file_is_refused(refusal, tmp_path):
    (tmp_path / "file").touch()
    sentence = refusal("DATA_DIR", str(tmp_path / "file"), environment.data_dir)
    assert sentence.startswith(f"DATA_DIR is '{tmp_path}/file': write a folder that the site may write to")


def test_data_dir_is_created_for_its_owner_and_group_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "a" / "b"))
    assert not environment.data_dir().stat().st_mode & stat.S_IRWXO


def test_database_is_sqlite_under_data_dir_by_default(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert environment.database(tmp_path)["NAME"] == tmp_path / "db.sqlite3"


def test_database_url_is_postgresql_with_a_pool(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://coach:p%40ss@db.example:5433/sturdy")
    read = environment.database(tmp_path)
    assert (read["HOST"], read["PORT"], read["NAME"], read["PASSWORD"]) == ("db.example", 5433, "sturdy", "p@ss")
    assert read["OPTIONS"]["pool"]["max_size"] == 8


def test_size_of_the_pool(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://coach:secret@db.example/sturdy")
    monkeypatch.setenv("DATABASE_POOL", "20")
    assert environment.database(tmp_path)["OPTIONS"]["pool"]["max_size"] == 20


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("mysql://coach:geheim@db/sturdy", "mysql://…@db/sturdy"),
        ("postgresql://coach:geheim@db:port/sturdy", "postgresql://…@db:port/sturdy"),
        ("postgresql://coach:geheim@db", "postgresql://…@db"),
        ("postgresql://coach:geheim", "postgresql://…"),
        ("coach:geheim@db", "…"),
        ("nosuch://coach:ge@heim@db/x?password=geheim", "nosuch://…@db/x"),
    ],
)
def test_invalid_database_url_is_refused_without_its_password(refusal, tmp_path, value, shown):
    sentence = refusal("DATABASE_URL", value, lambda: environment.database(tmp_path))
    assert sentence == f"DATABASE_URL is {shown!r}: write {DATABASE}."


def test_files_are_in_folders_by_default(monkeypatch):
    monkeypatch.delenv("S3_URL", raising=False)
    assert file_storages.storages().keys() == {"default", "private", "transient"}


def test_s3_url_names_a_bucket_and_a_folder_in_it(monkeypatch):
    monkeypatch.setenv("S3_URL", "https://key:a%2Fb%2B@s3.example:9000/bucket/site?region=eu-central-1")
    storages = file_storages.storages()
    assert storages["private"]["OPTIONS"] == {
        "endpoint": "https://s3.example:9000",
        "region": "eu-central-1",
        "key": "key",
        "secret": "a/b+",
        "bucket": "bucket",
        "folder": "site/private",
    }
    assert [alias for alias, one in storages.items() if one["OPTIONS"].get("is_public")] == ["default"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("s3://key:geheim@s3.example/bucket", "s3://…@s3.example/bucket"),
        ("https://key:geheim@s3.example", "https://…@s3.example"),
        ("https://key@s3.example/bucket", "https://…@s3.example/bucket"),
        ("https://key:geheim@s3.example/bucket?acl=public", "https://…@s3.example/bucket"),
        ("bucket", "…"),
    ],
)
def test_invalid_s3_url_is_refused_without_its_secret(refusal, value, shown):
    sentence = refusal("S3_URL", value, file_storages.storages)
    assert sentence == f"S3_URL is {shown!r}: write {file_storages.EXAMPLE}."


def test_cache_url_may_be_valkey(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "valkey://cache.example:6379/1")
    assert environment.cache()["LOCATION"] == "redis://cache.example:6379/1"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("memcached://:geheim@cache", "memcached://…@cache"), ("redis://:geheim@", "redis://…@"), ("geheim", "…")],
)
def test_invalid_cache_url_is_refused_without_its_password(refusal, value, shown):
    assert refusal("CACHE_URL", value, environment.cache) == f"CACHE_URL is {shown!r}: write {CACHE}."


@pytest.mark.parametrize(
    ("value", "port", "ssl", "tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtps://mara:p%2Fss@mail.example", 465, True, False),
        ("submission://mara:p%2Fss@mail.example:2587", 2587, False, True),
    ],
)
def test_email_url_is_a_mail_server(monkeypatch, value, port, ssl, tls):
    monkeypatch.setenv("EMAIL_URL", value)
    options = mail_servers.mailers()["default"]["OPTIONS"]
    assert (options["host"], options["port"], options["use_ssl"], options["use_tls"]) == (
        "mail.example",
        port,
        ssl,
        tls,
    )
    assert options["password"] in {"", "p/ss"}


def test_without_email_url_there_is_no_mailer(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert mail_servers.mailers() == {}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://mara:geheim@mail.example", "https://…@mail.example"),
        ("smtps://mara:geheim", "smtps://…"),
        ("mail.example", "…"),
    ],
)
def test_invalid_email_url_is_refused_without_its_password(refusal, value, shown):
    assert refusal("EMAIL_URL", value, mail_servers.mailers) == f"EMAIL_URL is {shown!r}: write {EMAIL}."


def test_missing_secret_key_is_refused_with_instructions(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is missing.*write 50 random characters"):
        environment.secret_key(tmp_path)


def test_secret_key_is_generated_once_and_readable_by_its_owner_alone(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY")
    secret_key.ensure(tmp_path)
    first = environment.secret_key(tmp_path)
    secret_key.ensure(tmp_path)
    assert environment.secret_key(tmp_path) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize(
    ("value", "port", "is_encrypted"),
    [("imaps://mara:p%2Fss@mail.example", 993, True), ("imap://mara:p%2Fss@mail.example:1143", 1143, False)],
)
def test_report_mailbox_url_is_an_imap_account(monkeypatch, value, port, is_encrypted):
    monkeypatch.setenv("REPORT_MAILBOX_URL", value)
    account = {"host": "mail.example", "port": port, "username": "mara", "password": "p/ss"}
    assert mail_servers.report_mailbox() == {**account, "is_encrypted": is_encrypted}


def test_invalid_report_mailbox_url_is_refused_without_its_password(refusal):
    sentence = refusal("REPORT_MAILBOX_URL", "pop3://mara:geheim@mail.example", mail_servers.report_mailbox)
    write = "imaps://user:password@host:993, the mailbox to which mail comes back, or nothing"
    assert sentence == f"REPORT_MAILBOX_URL is 'pop3://…@mail.example': write {write}."


def test_sentry_dsn(monkeypatch):
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.example.com/42")
    assert environment.sentry_dsn("SENTRY_DSN") == "https://key@sentry.example.com/42"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://key@sentry.example.com/", "https://…@sentry.example.com/"),
        ("https://sentry.example.com/42", "https://…"),
        ("ftp://key@sentry.example.com/42", "ftp://…@sentry.example.com/42"),
        ("42", "…"),
    ],
)
def test_bad_sentry_dsn_is_refused_without_its_key(refusal, value, shown):
    sentence = refusal("SENTRY_DSN", value, lambda: environment.sentry_dsn("SENTRY_DSN"))
    assert sentence == (
        f"SENTRY_DSN is {shown!r}: write the DSN of a project, such as https://key@sentry.example.com/42."
    )
