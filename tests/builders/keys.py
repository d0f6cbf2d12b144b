"""Keys of cities that a test acts in without a file of keys."""

from typing import Final

from api.keyring import Key, Keyring

KEYS: Final = Keyring((Key("1", b"k" * 32),))
