"""The extension objects of Flask, shared by the rooms."""

from argon2 import PasswordHasher
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from bhyt_tasks.domain.db import Base

db = SQLAlchemy(metadata=Base.metadata, session_options={"autoflush": False})
login = LoginManager()
login.session_protection = None  # sign-ins are ended from the server (domain/sign_ins)
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
hasher = PasswordHasher()
