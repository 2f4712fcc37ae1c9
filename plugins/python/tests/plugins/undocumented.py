import emospec


class Undocumented(emospec.Model):
    """Has a parameter that nobody explains."""

    name = "undocumented"
    source = "Made up."
    tasks = ["classification"]

    class Params(emospec.Params):
        width: int = 3


emospec.serve(name="undocumented", version="1", summary="For tests.", models=[Undocumented])
