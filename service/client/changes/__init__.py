# ruff: noqa: F403
"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from service.client.changes.exchange import *
from service.client.changes.feeds import *
from service.client.changes.offices import *
from service.client.changes.petitions import *
from service.client.changes.query import *
from service.client.changes.reports import *
from service.client.changes.sign_in import *
