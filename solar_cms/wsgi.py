"""The web entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from solar_cms.base.whole_bodies import whole_uploads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.production")
application = whole_uploads(get_wsgi_application())

# Collecting the start-up heap in full costs hundreds of milliseconds every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
