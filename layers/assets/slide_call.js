/* Hears the key that is pressed inside the slides, a page of their own, and tells the server which
 * project was shown; then the pane's first field waits for words. */
const PANE = ".st-key-conclusion-text textarea";
const EVERY_MS = 100;
const PATIENCE = 300;

function focus(left) {
  const field = document.querySelector(PANE);
  if (field) field.focus();
  else if (left > 0) setTimeout(() => focus(left - 1), EVERY_MS);
}

export default function listen({ setTriggerValue }) {
  const heard = ({ data, origin }) => {
    if (origin !== window.origin || !data || typeof data.giapRanhConclude !== "string") return;
    setTriggerValue("called", { project: data.giapRanhConclude });
    focus(PATIENCE);
  };
  window.addEventListener("message", heard);
  return () => window.removeEventListener("message", heard);
}
