# ruff: noqa: F403
"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from service.client.types.access import *
from service.client.types.accountability import *
from service.client.types.exchange import *
from service.client.types.exchange_sent import *
from service.client.types.feeds import *
from service.client.types.feeds_sent import *
from service.client.types.health import *
from service.client.types.lists import *
from service.client.types.offices import *
from service.client.types.offices_sent import *
from service.client.types.offices_sent_parts import *
from service.client.types.petitions import *
from service.client.types.petitions_parts import *
from service.client.types.petitions_sent import *
from service.client.types.query import *
from service.client.types.query_sent import *
from service.client.types.receptions import *
from service.client.types.reports import *
from service.client.types.reports_sent import *
from service.client.types.shared import *
from service.client.types.sign_in import *
from service.client.types.sign_in_sent import *
from service.client.types.statistics import *
from service.client.types.statistics_parts import *
