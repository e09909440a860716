"""What the production server loads."""

from bhyt_tasks import create_app

app = create_app(migrations=False)
