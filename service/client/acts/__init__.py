# ruff: noqa: F403
"""Acts on a petition: what each says beside who does it and when it happened.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from service.client.acts.accept_to_open import *
from service.client.acts.open_hearing_to_withdraw import *
