from django.apps import AppConfig


class BetasConfig(AppConfig):
    name = "betas"
    verbose_name = "Betaboard"

    def ready(self) -> None:
        from betas import checks  # noqa: F401  registers them
        from betas.simulator.adapter import SimulatorAdapter
        from betas.upstream import client

        client.mount("simulator://", SimulatorAdapter())
