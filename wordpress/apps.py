from django.apps import AppConfig


class WordPressConfig(AppConfig):
    name = "wordpress"
