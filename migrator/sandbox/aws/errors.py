"""What AWS says no with."""

import warnings

from moto.core.exceptions import ServiceException

REFUSALS = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
BROKEN = ("InternalFailure", "InternalError", "InternalServerError", "ServiceUnavailable")
# botocore describes no error that every operation has, such as AccessDenied.
warnings.filterwarnings("ignore", message="Exception.AwsError. with code")


class AwsError(ServiceException):
    """An error by its code; `status` is HTTP's, None where botocore knows it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.status = 403 if code in REFUSALS else 500 if code in BROKEN else None
