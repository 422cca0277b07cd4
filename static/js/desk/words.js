// The sentences of the desk, which are in the page's <template id="desk-words"> because they are translated there.
const sentences = document.querySelector("#desk-words").content;

// Returns the sentence `name` with the values in its {places}. A sentence in two forms chooses by `count`.
export function say(name, values = {}) {
  const { textContent, dataset } = sentences.querySelector(`[data-word="${name}"]`);
  const sentence = values.count === 1 && dataset.one ? dataset.one : textContent;
  return sentence.replace(/{(\w+)}/g, (_place, key) => values[key]);
}

const language = document.documentElement.lang;

export const sayTime = (moment) => {
  const dateStyle = Date.now() - moment > 12 * 60 * 60 * 1000 ? "medium" : undefined;
  return new Date(moment).toLocaleString(language, { dateStyle, timeStyle: "short" });
};

// Of a field for a date and time, which is in the zone of the site.
export const sayMoment = (value) =>
  new Date(`${value}Z`).toLocaleString(language, { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });

export const sayAge = (seconds) => {
  if (seconds < 5) return say("saved-now");
  return seconds < 90 ? say("saved-seconds", { count: seconds }) : say("saved-minutes", { count: Math.round(seconds / 60) });
};

export const sayLength = (text) => {
  const count = text.split(/\s+/).filter(Boolean).length;
  const words = say("words", { count: count === 1 ? 1 : count.toLocaleString(language) });
  return `${words} · ${say("minutes", { count: Math.max(1, Math.ceil(count / 220)) })}`;
};

// Read out to people who do not see the page.
export function announce(sentence) {
  document.querySelector("#announced").textContent = sentence;
}

// Shows a sentence below the bar, with buttons: { label: act }. Returns the element.
export function notice(sentence, acts = {}) {
  for (const shown of document.querySelectorAll("#notices .desk-notice")) if (shown.textContent.includes(sentence)) shown.remove();
  const element = sentences.querySelector(".desk-notice").cloneNode(true);
  const [act, close] = element.querySelectorAll("button");
  element.querySelector("p").textContent = sentence;
  for (const [label, run] of Object.entries(acts)) {
    const button = act.cloneNode();
    button.textContent = label;
    button.addEventListener("click", () => (element.remove(), run()));
    act.before(button);
  }
  act.remove();
  close.addEventListener("click", () => element.remove());
  document.querySelector("#notices").append(element);
  return element;
}
