"""Sample content: today's province, a few boards, people and notices, made the ordinary way.

Law: goes through the services as people do, so what it makes is checked and audited alike;
touches nothing where units exist already.
"""

from server.demo.loading import DemoSummary, load_demo

__all__ = ["DemoSummary", "load_demo"]
