# ruff: noqa: F403
"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from service.client.queries.access import *
from service.client.queries.accountability import *
from service.client.queries.exchange import *
from service.client.queries.feeds import *
from service.client.queries.lists import *
from service.client.queries.offices import *
from service.client.queries.petitions import *
from service.client.queries.receptions import *
from service.client.queries.shared import *
from service.client.queries.statistics import *
