/* The app's map page on paper: map, legend and what stands beside them on one sheet of A4.
 *
 * The map's frame does it, since it alone can draw itself anew: it asks the page around it to lay
 * itself out for paper (page.css, .gr-printing), measures, and gives the map what is left. What is
 * longer than the sheet is written smaller.
 */
window.giapRanhPrint = function (map) {
  "use strict";

  const frame = window.frameElement;
  const held = frame && frame.closest(".st-key-gr-map-frame");
  if (!held) return;
  const [page, root] = [window.parent, frame.ownerDocument.documentElement];
  const SHEET = 1000; // pixels of CSS: 277 mm between the margins, less what print breaks otherwise
  const [LEAST, MOST] = [280, 520]; // of the map's height
  const NARROW = 760; // as in page.css: there the panel lies over the map
  const before = { folded: [], centre: null, zoom: 0 };
  const whole = () => root.querySelector(".stMainBlockContainer").getBoundingClientRect().height;
  const set = (name, value) => root.style.setProperty(`--gr-${name}`, value);

  // A page outlives the frames of its maps: the last one prints.
  if (page.giapRanhPaper) page.giapRanhPaper.abort();
  page.giapRanhPaper = new page.AbortController();
  const { signal } = page.giapRanhPaper;

  function toPaper() {
    const seen = wanted();
    // Once for each time: Streamlit's page is told of a printing that there was none of (page.js).
    page.addEventListener("afterprint", toScreen, { signal, once: true });
    Object.assign(before, { centre: map.getCenter(), zoom: map.getZoom() });
    before.folded = [...root.querySelectorAll(".gr-key")].filter((one) => !one.open);
    for (const one of before.folded) one.open = true;
    root.classList.add("gr-printing");
    set("map-height", `${LEAST}px`);
    // Smaller letters also flow into fewer lines: in small steps to the largest that fit.
    for (let zoom = 1; zoom > 0.3; zoom -= 0.03) {
      set("beside-zoom", zoom.toFixed(2));
      if (whole() <= SHEET) break;
    }
    const left = Math.floor(SHEET - whole());
    set("map-height", `${Math.min(MOST, LEAST + left)}px`);
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(seen, { animate: false });
  }

  /* What the reader sees of the map; on a phone what the panel hides of it as well. */
  function wanted() {
    const { focus } = map.giapRanh.drawn.given;
    return focus && map.getSize().x < NARROW ? focus.bounds : map.getBounds();
  }

  function toScreen() {
    for (const one of before.folded) one.open = false;
    root.classList.remove("gr-printing");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.centre, before.zoom, { animate: false });
  }

  page.addEventListener("beforeprint", toPaper, { signal });
};
