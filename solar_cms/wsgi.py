"""The web entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.production")
application = get_wsgi_application()

# Collecting the start-up heap in full costs hundreds of milliseconds every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
