# ruff: noqa: F403
"""Acts on a petition: what each says beside who does it and when it happened.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from service.client.acts.accept_to_notify import *
from service.client.acts.object_to_withdraw import *
