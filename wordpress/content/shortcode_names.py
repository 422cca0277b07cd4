"""The names of shortcodes that many WordPress sites have."""

# By WordPress itself, by Jetpack, and by form plugins. Nobody writes these in brackets for another reason.
ALWAYS = set(
    "accordion-item archiveorg archives bandcamp brightcove clearboth clearfix codepen contact-field contact-form"
    " contact-form-7 crowdsignal dailymotion display-posts dropcap email-download embed fluentform formidable"
    " gallery geogebra gist googleapps googlemaps gravatar gravityform gravityforms happyforms houzz hubspot"
    " jetpack-email-subscribe kickstarter mixcloud playlist polldaddy scribd sitemap slideshare soundcloud spotify"
    " surveymonkey tiktok tweet twitter-timeline twitvid untappd-menu upcoming-events upcomingevents ustream"
    " videopress vimeo wp-video wpforms wpvideo wufoo youku youtube".split()
)
# Words that people put in brackets too: shortcodes only with a value or an end.
AMBIGUOUS = set(
    "accordion accordions alert audio blockquote box button caption clear code col column columns contact divider"
    " email facebook faq flickr form gap gd highlight hr hulu icon instagram lead lightbox map medium member mesh"
    " message podcast portfolio products pullquote quiz quote recipe recipes row section slide slider slides"
    " slideshow spacer spoiler tab table tabs ted testimonial testimonials toggle tooltip twitter video vine vr".split()
)
NAMES = ALWAYS | AMBIGUOUS
# All names of Divi, WPBakery, Avada and most others have it. In words that people put in brackets it is rare.
LOW_LINE = "_"


def is_known(name: str) -> bool:
    """Tell whether a bracket that begins with the name is a shortcode, whatever else stands in it."""
    return name in ALWAYS or LOW_LINE in name.strip(LOW_LINE)
