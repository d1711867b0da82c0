"""What the sample's commune makes of what comes from above: most shown, one declined, one waits."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from content.choosing import Choice, Standing
from server.demo.people import COMMUNE, PROVINCE
from server.services.actor import Actor
from server.services.choosing import decide
from server.services.offers import list_offers
from server.services.subscriptions import list_subscriptions, subscribe

if TYPE_CHECKING:
    from server.services.resources import Resources

CHOOSER = "soan"
SUBSCRIBED = "role-models"
WAITS = "Thông xe cầu mới qua sông Liêng"
DECLINED = "Xã hoàn thành 17/19 tiêu chí nông thôn mới"


def subscribe_once(resources: "Resources", actors: Mapping[str, Actor]) -> None:
    """Take role models of the province by subscription, before anything is published."""
    actor = actors[CHOOSER]
    if not list_subscriptions(resources, actor, COMMUNE):
        subscribe(resources, actor, COMMUNE, PROVINCE, SUBSCRIBED)


def choose_all(resources: "Resources", actors: Mapping[str, Actor]) -> None:
    """Decide on what waits; a load that was cut short is gone on with."""
    actor = actors[CHOOSER]
    for offer in list_offers(resources, actor, COMMUNE):
        if offer.standing is Standing.WAITING and offer.title != WAITS:
            choice = Choice.DECLINED if offer.title == DECLINED else Choice.SHOWN
            decide(resources, actor, COMMUNE, offer.notice, choice)
