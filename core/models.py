from core.uploads.models import Upload

__all__ = ["Upload"]
