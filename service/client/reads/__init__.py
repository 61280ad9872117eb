# ruff: noqa: F403
"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from service.client.reads.access import *
from service.client.reads.accountability import *
from service.client.reads.exchange import *
from service.client.reads.feeds import *
from service.client.reads.health import *
from service.client.reads.lists import *
from service.client.reads.log import *
from service.client.reads.offices import *
from service.client.reads.petitions import *
from service.client.reads.receptions import *
from service.client.reads.reports import *
from service.client.reads.sign_in import *
from service.client.reads.statistics import *
