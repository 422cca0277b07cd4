// Curly quotes and dashes as they are typed, in the way of the site's language, and a mark on each "TK" (still to come).
import { Extension, Plugin, pm, textInputRule } from "django-prose-editor/editor";

const ENGLISH = ["“", "”", "‘", "’"];
const QUOTES = { de: ["„", "“", "‚", "‘"], fr: ["«\u202f", "\u202f»", "‹\u202f", "\u202f›"], es: ["«", "»", "“", "”"] };
const BEFORE = "(?:^|[\\s([{„“‚‘«‹–—/\u202f])";

const rule = (find, replace) => textInputRule({ find, replace });

export const Typography = Extension.create({
  name: "typography",
  addInputRules() {
    const [open, close, openSingle, closeSingle] = QUOTES[document.documentElement.lang.slice(0, 2)] ?? ENGLISH;
    return [
      rule(new RegExp(`${BEFORE}(")$`), open),
      rule(/"$/, close),
      rule(new RegExp(`${BEFORE}(')$`), openSingle),
      // Between letters it is an apostrophe, which is the same sign in all of these languages.
      rule(/[\p{L}\d](')$/u, "’"),
      rule(/'$/, closeSingle),
      // A line of its own made of hyphens is a divider.
      rule(/[^-–\s]\s?(--)$/, "–"),
      rule(/[^-]\s?(–-)$/, "—"),
      rule(/\.\.\.$/, "…"),
    ];
  },
});

const TK = /\bTK\b/g;

function marksOf(doc) {
  const marks = [];
  doc.descendants((node, position) => {
    if (!node.isText || !node.text.includes("TK")) return;
    for (const { index } of node.text.matchAll(TK)) {
      marks.push(pm.view.Decoration.inline(position + index, position + index + 2, { class: "desk-tk" }));
    }
  });
  return pm.view.DecorationSet.create(doc, marks);
}

export const ToCome = Extension.create({
  name: "toCome",
  addProseMirrorPlugins() {
    const state = {
      init: (_config, { doc }) => marksOf(doc),
      apply: (transaction, marks) => (transaction.docChanged ? marksOf(transaction.doc) : marks),
    };
    const plugin = new Plugin({ state, props: { decorations: (shown) => plugin.getState(shown) } });
    return [plugin];
  },
});
