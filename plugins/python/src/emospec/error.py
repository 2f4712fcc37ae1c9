class Error(Exception):
    """Why a call failed: a sentence that says what is wrong and what to change.

    The engine shows the sentence alone. Any other exception is shown with its type, and its traceback goes to stderr.
    """
