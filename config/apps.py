from django.contrib.admin.apps import AdminConfig


class SturdyAdminConfig(AdminConfig):
    default_site = "config.admin.SturdyAdminSite"
