"""What does a text say is to be done, by whom and by when?"""

from bhyt_tasks.intake.minutes import Minutes
from bhyt_tasks.intake.reading import read_minutes

__all__ = ["Minutes", "read_minutes"]
