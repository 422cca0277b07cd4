// A block in the editor: what readers see of it, with what is written in it, and buttons to change and remove it.
import { copyPart, kinds, withKey } from "./editor-block-dialog.js";

const previews = new Map();

// In milliseconds: when it asks again for what is still on its way, and for how long.
const [PAUSE, PATIENCE] = [1500, 60_000];

// Returns copies of the elements of a block: as readers see it, without its content, and a sentence if something of it is
// still on its way. If it shows nothing, there are none.
const preview = async (kind, key) => {
  const url = withKey(kinds.get(kind).preview, key);
  if (!previews.has(url)) {
    previews.set(
      url,
      fetch(url).then(async (response) => {
        if (response.status !== 200 || response.redirected) throw response.status;
        return [...new DOMParser().parseFromString(await response.text(), "text/html").body.children];
      }),
    );
  }
  try {
    const elements = await previews.get(url);
    if (elements.length > 1) previews.delete(url);
    return elements.map((element) => element.cloneNode(true));
  } catch {
    previews.delete(url);
    return [];
  }
};

const show = async (body, shown, kind, key, since = performance.now()) => {
  const [root, ...waiting] = kinds.has(kind) ? await preview(kind, key) : [];
  body.className = `block-card__body ${root?.className ?? ""}`;
  shown.replaceChildren(...(root?.childNodes ?? [copyPart(".block-card__nothing")]), ...waiting);
  if (waiting.length && performance.now() - since < PATIENCE) setTimeout(() => shown.contains(waiting[0]) && show(body, shown, kind, key, since), PAUSE);
};

// The view of a node: `change` and `remove` are called with the editor and the node's position.
export const cardView =
  ({ change, remove }) =>
  ({ node, editor, getPos }) => {
    const { kind } = node.attrs;
    const label = kinds.get(kind)?.label ?? kind;
    const dom = copyPart(".block-card");
    const [body, shown] = [".block-card__body", ".block-card__shown"].map((part) => dom.querySelector(part));
    const contentDOM = node.isAtom ? null : document.createElement("div");
    if (contentDOM) body.append(contentDOM);
    dom.ariaLabel = label;
    dom.querySelector(".block-card__kind").textContent = label;
    if (!kinds.has(kind)) dom.querySelector("[value=change]").remove();
    shown.inert = true;

    let { key } = node.attrs;
    const update = (changed) => {
      if (changed.type !== node.type || changed.attrs.kind !== kind) return false;
      if (changed.attrs.key !== key) show(body, shown, kind, (key = changed.attrs.key));
      contentDOM?.classList.toggle("is-empty", !changed.textContent && changed.childCount < 2);
      return true;
    };
    if (contentDOM) {
      contentDOM.className = "block-card__content";
      contentDOM.dataset.placeholder = copyPart(node.firstChild?.type.name === "blockLine" ? ".block-card__caption" : ".block-card__text").textContent;
    }
    update(node);
    show(body, shown, kind, key);

    dom.addEventListener("click", ({ target }) => {
      const action = target.closest("button")?.value;
      if (!editor.isEditable || contentDOM?.contains(target)) return;
      if (action === "change") change(editor, getPos());
      else if (action === "remove") remove(editor, getPos());
      else editor.chain().setNodeSelection(getPos()).focus().run();
    });
    return {
      dom,
      contentDOM,
      update,
      stopEvent: ({ target }) => Boolean(target.closest?.(".block-card__bar")),
      ignoreMutation: ({ target }) => !contentDOM?.contains(target),
    };
  };

// A caption's only line. In the text, there is no element around it.
export const lineView = () => () => {
  const dom = document.createElement("figcaption");
  return { dom, contentDOM: dom };
};
