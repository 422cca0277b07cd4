"""What pictures may be, without Pillow: a process that shows pictures need not load it."""

MAX_BYTES = 20 * 2**20
# What a file input offers. Browsers don't know all of these types by the names of files.
ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff,image/heic,.heic,.heif"
# A picture that is shared, in pixels, as Facebook, LinkedIn, WhatsApp and X show it
# (https://developers.facebook.com/docs/sharing/webmasters/images/).
SHARED_WIDTH, SHARED_HEIGHT = 1200, 630
# The formats of renditions, the best first, and how they are encoded.
MODERN_FORMATS = {"avif": {"quality": 60}, "webp": {"quality": 78}}
