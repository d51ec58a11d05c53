from django.urls import URLPattern, path, re_path

from betas.api.api import api, for_programs, nothing_here

app_name = "api"
nothing = for_programs(nothing_here)
routes = [route for route in api.urls[0] if isinstance(route, URLPattern)]
operations = [path(str(route.pattern), for_programs(route.callback), name=route.name) for route in routes]
urlpatterns = [path("", nothing), *operations, re_path("", nothing)]
