import emospec


class Lacking(emospec.Model):
    """Requires what is not installed."""

    name = "lacking"
    source = "Made up."
    tasks = ["classification"]
    requires = ["surely-not-installed"]


emospec.serve(name="lacking", version="1", summary="For tests.", models=[Lacking])
