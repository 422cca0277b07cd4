// Two people, or one on two devices, have changed the same entry: both texts are shown, and one of them is chosen.
import { differences } from "./content.js";
import { say, sayTime } from "./words.js";

const dialog = document.querySelector("#conflict");

const textOf = (html) => {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return [...body.children].map(({ textContent }) => textContent).join("\n\n");
};

// Shows each field that differs: its name, this device's value, the stored value.
function showDifferences(here, stored) {
  const rows = dialog.querySelector("tbody");
  rows.replaceChildren();
  for (const name of differences(here, stored)) {
    const row = rows.insertRow();
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: dialog.dataset[`field_${name}`] ?? name }));
    for (const value of [here[name], stored[name]]) row.insertCell().textContent = name === "body" ? textOf(value) : String(value ?? "");
  }
}

export function settleConflict(saving, content) {
  const { by, content: stored, saved_at: savedAt } = saving.theirs;
  showDifferences(content.read(), stored);
  dialog.querySelector("[data-part=who]").textContent = say("conflict", { name: by, time: sayTime(Date.parse(savedAt)) });
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (!dialog.returnValue) return;
    saving.base = saving.theirs.base;
    if (dialog.returnValue === "theirs") {
      content.write(stored);
      saving.settled();
    }
    saving.release();
  };
  if (!dialog.open) dialog.showModal();
}
