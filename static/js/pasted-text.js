// Turns what other programs put into the clipboard into plain structure: Word, Google Docs, Apple Notes, WordPress, the web.

const BLOCKS = "p, div, li, ul, ol, table, td, th, h1, h2, h3, h4, h5, h6, blockquote, pre, figure";
const HEADINGS = "h1, h2, h3, h4, h5, h6";

// Tags with the condition on the CSS for which each one stands.
const TAGS = [
  ["strong", ({ weight }) => weight === "bold" || weight === "bolder" || Number(weight) >= 600],
  ["em", ({ slant }) => slant === "italic" || slant === "oblique"],
  ["u", ({ line, element }) => line.includes("underline") && !element.closest("a") && !element.querySelector("a")],
  ["s", ({ line }) => line.includes("line-through")],
  ["sub", ({ shift }) => shift === "sub"],
  ["sup", ({ shift }) => shift === "super"],
];

const styleOf = (element) => {
  const declared = new Map(
    (element.getAttribute("data-style") ?? "")
      .split(";")
      .map((declaration) => declaration.split(":").map((part) => part.trim().toLowerCase()))
      .filter((parts) => parts.length === 2),
  );
  return (name) => declared.get(name) ?? "";
};

const readStyle = (element) => {
  const value = styleOf(element);
  return {
    element,
    weight: value("font-weight"),
    slant: value("font-style"),
    line: `${value("text-decoration")} ${value("text-decoration-line")}`,
    shift: value("vertical-align"),
  };
};

// Google Docs wraps all that it copies in <b style="font-weight: normal">.
const hasNoMeaning = (element, { weight, slant }) =>
  (element.matches("b, strong") && ["normal", "400"].includes(weight)) || (element.matches("i, em") && slant === "normal");

const rename = (element, name) => {
  const tag = element.ownerDocument.createElement(name);
  tag.append(...element.childNodes);
  element.replaceWith(tag);
  return tag;
};

const wrapContent = (element, name) => {
  const tag = element.ownerDocument.createElement(name);
  tag.append(...element.childNodes);
  element.append(tag);
};

// The site's Content Security Policy forbids inline styles, in pasted HTML too. So tags replace them.
function replaceStyles(body) {
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = readStyle(element);
    element.removeAttribute("data-style");
    if (hasNoMeaning(element, style)) element.replaceWith(...element.childNodes);
    else if (!element.matches(`${HEADINGS}, :is(${HEADINGS}) *`) && !element.querySelector(BLOCKS)) {
      for (const [name, applies] of TAGS) if (applies(style)) wrapContent(element, name);
    }
  }
}

// Word writes a list as paragraphs. Each says its level in a style, and begins with its number or dot.
function buildWordLists(body) {
  let lists = [];
  let previous = null;
  for (const paragraph of body.querySelectorAll("p[data-style*=mso-list]")) {
    const level = Number(/mso-list:[^;]*level(\d)/.exec(paragraph.getAttribute("data-style"))?.[1]);
    if (!level) continue;
    if (!previous || paragraph.previousElementSibling !== previous) lists = [];
    const marker = paragraph.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    const isNumbered = /^[\s(]*[\da-z]{1,3}[.)]/i.test(marker?.textContent ?? "");
    marker?.remove();
    lists.length = Math.min(lists.length, level);
    if (lists.length < level) {
      const list = body.ownerDocument.createElement(isNumbered ? "ol" : "ul");
      if (lists.length) (lists.at(-1).lastElementChild ?? lists.at(-1)).append(list);
      else paragraph.before((previous = list));
      while (lists.length < level) lists.push(list);
    }
    const item = body.ownerDocument.createElement("li");
    item.append(paragraph);
    lists.at(-1).append(item);
  }
}

// The title of an article is its only first heading.
function levelHeadings(body) {
  for (const title of body.querySelectorAll("h1, p.MsoTitle")) rename(title, "h2");
  for (const small of body.querySelectorAll("h5, h6")) rename(small, "h4");
}

const isBlank = (element) => !element.textContent.trim() && !element.querySelector("img, figure, hr, table, video, iframe");

function removeEmptyLines(body) {
  for (const line of body.querySelectorAll("p, div, li, h2, h3, h4")) if (isBlank(line)) line.remove();
  for (const end of body.querySelectorAll("br.Apple-interchange-newline, body > br, div > br:only-child")) end.remove();
  for (const end of body.querySelectorAll(":is(p, h2, h3, h4, li) > br:last-child")) if (!end.nextSibling) end.remove();
}

// WordPress shows what is at an address of its own line.
function keepEmbeds(body) {
  for (const embed of body.querySelectorAll("figure.wp-block-embed")) rename(embed, "p").append(" ");
  for (const frame of body.querySelectorAll("iframe[src]")) {
    const link = Object.assign(body.ownerDocument.createElement("a"), { href: frame.src, textContent: frame.src });
    frame.replaceWith(link);
  }
}

// Returns the body of pasted HTML in plain structure. `change` may change it before its styles are replaced.
export function parsePasted(html, change = () => {}) {
  // The attribute is renamed before parsing, because the browser would report each style that it refuses.
  const renamed = html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<!\[[^>]*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const { body } = new DOMParser().parseFromString(renamed, "text/html");
  buildWordLists(body);
  change(body);
  replaceStyles(body);
  levelHeadings(body);
  keepEmbeds(body);
  removeEmptyLines(body);
  return body;
}
