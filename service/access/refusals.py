"""Why somebody is not let in, or a name or password is not taken."""

from __future__ import annotations

from service.errors import CallerError, Message, OurFault


class RefusedAccess(CallerError):
    """A name, a password or a key is not taken."""


class WrongCredentials(RefusedAccess):
    """Name and password do not belong together, or nobody may come in by them. It never says which."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Tên đăng nhập hoặc mật khẩu không đúng. Nếu quên, hãy nhờ quản trị đặt lại.",
                "The user name or the password is wrong. Where it is forgotten, have the operator set a new one.",
            )
        )


class LockedOut(RefusedAccess):
    """There were too many failures; ``seconds`` is how long to wait. The same is told of a name that nobody has."""

    def __init__(self, seconds: int) -> None:
        self.seconds = max(1, seconds)
        minutes = -(-self.seconds // 60)
        super().__init__(
            Message(
                f"Đã nhập sai nhiều lần nên tạm khóa đăng nhập. Hãy thử lại sau {minutes} phút, hoặc nhờ quản trị mở "
                "khóa.",
                f"There were too many failures. Try again in {minutes} minute(s), or have the operator unlock you.",
            )
        )


class UnfitPassword(RefusedAccess):
    """A new password would be too easy to guess."""


class UnfitName(RefusedAccess):
    """A name cannot be that of a user, or there is one of that name, or none."""


class NotSignedIn(RefusedAccess):
    """Signing in over the identity provider did not come to its end; the clerk may begin anew."""


class ProviderFault(OurFault):
    """The identity provider cannot be reached, or is not what the settings say; the text names what is wrong."""
