"""What a text shows from other sites: a video becomes a block, anything else a link that says what it leads to."""

import re
from urllib.parse import parse_qs, unquote

from django.utils.translation import gettext as _

from core import blocks
from wordpress.content.files import name_of, split

# An address that stands alone on its line is shown by WordPress as what it leads to.
LONE_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,2000}")

# By the end of the host's name.
SITES = {
    "apple.com": "Apple",
    "bandcamp.com": "Bandcamp",
    "bsky.app": "Bluesky",
    "calendly.com": "Calendly",
    "codepen.io": "CodePen",
    "dailymotion.com": "Dailymotion",
    "facebook.com": "Facebook",
    "flickr.com": "Flickr",
    "gist.github.com": "GitHub",
    "giphy.com": "Giphy",
    "google.com": "Google",
    "imgur.com": "Imgur",
    "instagram.com": "Instagram",
    "issuu.com": "Issuu",
    "kickstarter.com": "Kickstarter",
    "libsyn.com": "Libsyn",
    "linkedin.com": "LinkedIn",
    "mixcloud.com": "Mixcloud",
    "pinterest.com": "Pinterest",
    "reddit.com": "Reddit",
    "scribd.com": "Scribd",
    "slideshare.net": "SlideShare",
    "soundcloud.com": "SoundCloud",
    "spotify.com": "Spotify",
    "ted.com": "TED",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "tumblr.com": "Tumblr",
    "twitter.com": "X",
    "typeform.com": "Typeform",
    "videopress.com": "VideoPress",
    "vimeo.com": "Vimeo",
    "wistia.com": "Wistia",
    "wordpress.tv": "WordPress.tv",
    "x.com": "X",
    "youtu.be": "YouTube",
    "youtube.com": "YouTube",
}
# The page of what a player plays: by the host, what stands in the path of the player, and in that of the page.
PLAYERS = {
    "open.spotify.com": ("/embed", ""),
    "www.dailymotion.com": ("/embed/video/", "/video/"),
    "embed.ted.com": ("/", "https://www.ted.com/"),
    "codepen.io": ("/embed/", "/pen/"),
    "embed.podcasts.apple.com": ("/", "https://podcasts.apple.com/"),
}


def video_key(address: str) -> tuple[str, str]:
    """Return kind and key of the block that plays what is at the address, or two empty texts."""
    for block in blocks.all_kinds():
        if key := block.key_for_address(address):
            return block.kind, key
    return "", ""


def site_name(address: str) -> str:
    """Return the name of the site, or its host."""
    host = (split(address).hostname or "").removeprefix("www.")
    parts = host.split(".")
    known = (SITES.get(".".join(parts[start:])) for start in range(len(parts)))
    return next(filter(None, known), host)


def is_known_site(address: str) -> bool:
    return site_name(address) in SITES.values()


def page_of_player(address: str) -> str:
    """Return the address at which people find what the player at ``address`` plays."""
    address = f"https:{address}" if address.startswith("//") else address.strip()
    parts = split(address)
    host, query = parts.hostname or "", parse_qs(parts.query)
    if host == "w.soundcloud.com" or (host.endswith("facebook.com") and "/plugins/" in parts.path):
        named = (query.get("url") or query.get("href") or [""])[0]
        # SoundCloud's players may name a number of its interface, at which nobody finds anything.
        return named if named.startswith("http") and not named.startswith("https://api.") else address
    if host in PLAYERS:
        within_player, of_page = PLAYERS[host]
        path = parts.path.replace(within_player, of_page, 1)
        return path if path.startswith("http") else f"https://{host}{path}"
    return address


def link_words(address: str, title: str = "") -> str:
    """Return the words of a link to what was shown in the text."""
    if title:
        return title
    if name := site_name(address):
        return _("Open on %(site)s") % {"site": name}
    return unquote(address)


def file_words(address: str, *, is_audio: bool) -> str:
    """Return the words of a link to a file that the text played."""
    words = _("Listen: %(name)s") if is_audio else _("Watch: %(name)s")
    return words % {"name": name_of(address)}
