/* What Streamlit does by the browser's language, or not at all: by the reader's language and screen.
 *
 * The page's root element carries the language; the server writes it there anew when the reader
 * changes it. Should a later Streamlit do something otherwise, its own way shows again.
 */
(function () {
  "use strict";

  if (window.giapRanhPage) return;
  window.giapRanhPage = true;

  const COMBINED = /[\u0300-\u036f]/g;
  const locale = () => (document.documentElement.lang === "en" ? "en-GB" : "vi-VN");

  /* Months, days and the week's first day in calendars; decimals in tables. */
  Object.defineProperty(navigator, "language", { configurable: true, get: locale });
  Object.defineProperty(navigator, "languages", { configurable: true, get: () => [locale()] });
  // Streamlit asks when it lays its page out, as it does after printing; where parts of it arrive
  // late, or are kept compiled, the last time may be before this script.
  const askAgain = () => window.dispatchEvent(new Event("afterprint"));
  new MutationObserver(askAgain).observe(document.documentElement, { attributeFilter: ["lang"] });
  askAgain();

  /* A select box compares what is typed with its options by small letters; while one is typed
   * into, these are small letters without diacritics. */
  const lower = String.prototype.toLowerCase;
  Object.defineProperty(String.prototype, "toLowerCase", {
    configurable: true,
    writable: true,
    value: function toLowerCase() {
      const small = lower.call(this);
      const field = document.activeElement;
      if (!field || field.getAttribute("role") !== "combobox") return small;
      return small.normalize("NFD").replace(COMBINED, "").replace(/đ/g, "d");
    },
  });

  /* Enter takes a typed date, as Escape does. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.getAttribute("role") !== "spinbutton") return;
    if (!event.target.closest('[data-testid="stDateInput"]')) return;
    const escape = { key: "Escape", bubbles: true, cancelable: true };
    // When React is done with Enter; it stops that event, so this listener comes before its own.
    setTimeout(() => event.target.dispatchEvent(new KeyboardEvent("keydown", escape)), 0);
  }, true);

  /* On a phone, where the menu is wider than the screen, the page that one has come to is in sight
   * in it, also when the menu is laid out anew (a style or a font arrives after it). */
  const phone = window.matchMedia("(max-width: 760px)");
  let shown = null;
  const show = () => shown.scrollIntoView({ block: "nearest", inline: "center" });
  const resized = new ResizeObserver(show);
  const follow = () => {
    const chosen = phone.matches && document.querySelector('.st-key-page [aria-checked="true"]');
    if (!chosen || chosen === shown) return;
    shown = chosen;
    show();
    resized.disconnect();
    resized.observe(chosen.parentElement);
  };
  new MutationObserver(follow)
    .observe(document.body, { attributeFilter: ["aria-checked"], childList: true, subtree: true });
  follow();
}());
