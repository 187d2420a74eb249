"""What every test stands on."""

from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine alone; with CI set, Hypothesis's own profile is in force.
settings.register_profile("local", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if settings.get_current_profile_name() == "default":
    settings.load_profile("local")
