"""Feeds as other services and plugins write them, with texts of our own."""

from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:podcast="https://podcastindex.org/namespace/1.0"
  xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0">
<channel>
"""
SHOW = """<title>Lift &amp; Listen</title><description>Talks about lifting.</description><language>en-us</language>
<itunes:author>Nora Falk</itunes:author><itunes:explicit>no</itunes:explicit><itunes:type>serial</itunes:type>
<itunes:owner><itunes:name>Nora Falk</itunes:name><itunes:email>nora@example.com</itunes:email></itunes:owner>
<itunes:category text="Health &amp; Fitness"><itunes:category text="Fitness"/></itunes:category>
<itunes:category text="Sports &amp; Recreation"/><copyright>Nora</copyright>
<googleplay:description>Not this one</googleplay:description>
"""


def feed(*items: str, show: str = SHOW) -> bytes:
    return (HEAD + show + "".join(items) + "</channel></rss>").encode()


def item(guid: str = "", url: str = "", *more: str, **texts: str) -> str:
    """An episode. ``texts`` are elements by their names, with ``__`` for a colon."""
    values = {"title": f"Episode {guid}", "pubDate": "Mon, 06 Nov 2017 09:00:00 +0100", **texts}
    written = "".join(
        f"<{name.replace('__', ':')}>{escape(value)}</{name.replace('__', ':')}>" for name, value in values.items()
    )
    guid = f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else ""
    enclosure = f'<enclosure url={quoteattr(url)} length="1000" type="audio/mpeg"/>' if url else ""
    return f"<item>{written}{guid}{enclosure}{''.join(more)}</item>\n"
