from django.apps import AppConfig


class BetasConfig(AppConfig):
    name = "betas"
    verbose_name = "Betaboard"
