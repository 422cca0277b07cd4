"""The names of shortcodes that many WordPress sites have."""

# By WordPress itself, by Jetpack, and by what else is on many sites, where a name alone does not look like one.
NAMES = set(
    "accordion accordion-item accordions alert archiveorg archives audio bandcamp blip.tv blockquote box"
    " brightcove button caption clear clearboth code codepen col column columns contact contact-form contact-form-7"
    " contact-field crowdsignal dailymotion display-posts divider dropcap email-download embed facebook faq flickr"
    " fluentform forminator_form form formidable gallery gd geogebra gist googleapps googlemaps gravatar gravityform"
    " gravityforms happyforms highlight houzz hr hulu icon instagram jetpack-email-subscribe kickstarter lead lightbox"
    " map mailerlite_form mc4wp_form medium member mesh message mixcloud ninja_form ninja_forms one_half one_third"
    " playlist podcast polldaddy portfolio products pullquote quote quiz recipe recipes row scribd section"
    " sitemap slide slides slideshare slideshow slider soundcloud spacer spoiler spotify surveymonkey tab table"
    " tabs ted testimonial testimonials tiktok toggle tooltip tweet twitter twitter-timeline twitvid untappd-menu upcomingevents"
    " upcoming-events ustream video videopress vimeo vine vr wpforms wp_caption wp-video wpvideo wufoo youku youtube"
    " clearfix gap mailpoet_form caldera_form hubspot".split()
)
# The same words that people write in brackets are no shortcodes without a value or an end.
ALSO_WORDS = set(
    "accordion alert blockquote box button clear code col column columns contact divider email facebook faq flickr form"
    " highlight icon instagram lead lightbox map medium member mesh message podcast portfolio products pullquote quote"
    " quiz recipe recipes row section slide slides slider slideshow spacer spoiler tab table tabs ted testimonial"
    " testimonials toggle tooltip twitter vine vr gap gd hr hulu audio video caption".split()
)
# All names of Divi, WPBakery, Avada and most others have it. In words that people put in brackets it is rare.
LOW_LINE = "_"


def is_known(name: str) -> bool:
    """Tell whether a bracket that begins with the name is a shortcode, whatever else stands in it."""
    return (name in NAMES and name not in ALSO_WORDS) or LOW_LINE in name.strip(LOW_LINE)
