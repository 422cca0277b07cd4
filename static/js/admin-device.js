// Remembers on this device that somebody who may edit articles is signed in: public articles then show “Edit” here.
const KEY = "edits";

const ignoreErrors = (act) => {
  try {
    act();
  } catch {
    // Local storage is switched off. Articles show no link.
  }
};

ignoreErrors(() => localStorage.setItem(KEY, "1"));
addEventListener("submit", ({ target }) => {
  if (target.matches("[action$='/logout/']")) ignoreErrors(() => localStorage.removeItem(KEY));
});
