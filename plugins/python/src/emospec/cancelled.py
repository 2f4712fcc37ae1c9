class Cancelled(BaseException):
    """The engine asked the call to stop.

    Raised by :meth:`emospec.Run.progress` and :meth:`emospec.Run.check_cancelled`; let it pass. It is no
    ``Exception``, so that ``except Exception`` does not hold it up.
    """
