"""A template tag that remembers a part of a page."""

from django.template import Context, Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

from pagecache.memo import Labels, Memo, current_build

register = Library()

# The parts of all pages together.
MAX_CHARACTERS = 16 * 2**20

parts = Memo(MAX_CHARACTERS, len)


class MemoisedNode(Node):
    def __init__(self, labels: Labels, arguments: list[FilterExpression], nodelist: NodeList) -> None:
        self.labels = labels
        self.arguments = arguments
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        build = current_build()
        if build is None or build.page is None:
            return self.nodelist.render(context)
        key = (self, build.page, *(argument.resolve(context) for argument in self.arguments))
        return parts.get(build, self.labels, key, lambda: self.nodelist.render(context))


@register.tag
def memoised(parser: Parser, token: Token) -> MemoisedNode:
    """Remember a part of a page while the rows of some apps or models stay the same, see ``pagecache.memo``.

    ``{% memoised "accounts blog" reply_to.pk %}…{% endmemoised %}``. The first argument is the labels of all whose rows
    the part shows, wherever they are loaded. The others are values that it depends on. It may also depend on the page's
    path and parameters, on settings and on the clock. A part that a page has several times needs different values.
    """
    _name, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        raise TemplateSyntaxError("“memoised” needs labels of apps or models, in quotes.")
    nodelist = parser.parse(["endmemoised"])
    parser.delete_first_token()
    return MemoisedNode(tuple(bits[0][1:-1].split()), [parser.compile_filter(bit) for bit in bits[1:]], nodelist)
