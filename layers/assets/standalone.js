/* The one-file page: what the reader steers, around the map that map.js draws.
 *
 * All words, looks and panels were written beforehand, in both languages; here they are only
 * chosen. A value that stands in many places was stored once and is named by its number.
 */
(async function () {
  "use strict";

  const byId = (id) => document.getElementById(id);
  let page;
  try {
    page = await unpacked(byId("gr-data").textContent);
  } catch (fault) {
    byId("gr-unread").hidden = false;
    throw fault;
  }
  const map = L.map(byId("gr-map-frame"), { zoomSnap: 0.25 });
  const now = {
    language: page.language, chosen: null, words: "", context: false, mismatches: false,
    mode: new Set(), status: new Set(), choices: 0, group: null,
  };

  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(plain).json();
  }

  const said = () => page.languages[now.language];

  function make(tag, words, more) {
    const element = document.createElement(tag);
    if (words) element.textContent = words;
    return Object.assign(element, more || {});
  }

  /* What templates wrote, with every text in it escaped. */
  function written(tag, html, more) {
    return make(tag, "", Object.assign({ innerHTML: html }, more));
  }

  /* As geo.names.fold does, near enough to find what it folded. */
  function fold(text) {
    const bare = text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replace(/đ/g, "d");
    return bare.replace(/[\u2010-\u2015]/g, "-").split(/\s+/).filter(Boolean).join(" ");
  }

  function named() {
    const phrase = fold(now.words);
    const together = page.projects.filter((project) => project.found.includes(phrase));
    if (together.length) return together;
    const words = phrase.split(" ");
    return page.projects.filter((project) => words.every((word) => project.found.includes(word)));
  }

  function answering() {
    return named().filter((project) => (
      (!now.mode.size || now.mode.has(project.mode))
      && (!now.status.size || project.statuses.some((status) => now.status.has(status)))
      && (!now.mismatches || project.mismatch)
    ));
  }

  /* What is chosen comes last, so that it lies on top. */
  function scene(projects) {
    const drawn = { shapes: [], signs: [], labels: [] };
    const add = (part) => {
      for (const name of Object.keys(drawn)) drawn[name].push(...(part[name] || []));
    };
    if (now.context) add({ shapes: said().context });
    for (const project of projects) {
      const states = said().projects[project.id];
      if (project.id !== now.chosen) add(now.chosen ? states.faded : states.plain);
    }
    const isCallout = (label) => label.kind.startsWith("gr-apart");
    if (!now.mismatches) drawn.labels = drawn.labels.filter((label) => !isCallout(label));
    const chosen = now.chosen ? said().projects[now.chosen].chosen : null;
    if (chosen) add(chosen);
    const focus = chosen && chosen.focus
      ? { token: String(now.choices), bounds: chosen.focus.bounds } : null;
    return Object.assign(giapRanh.putBack(drawn, page), {
      units: page.units, language: now.language, credit: said().credit, background: null, focus,
    });
  }

  function draw() {
    const projects = answering();
    if (now.chosen && !projects.some((project) => project.id === now.chosen)) now.chosen = null;
    if (now.group) map.removeLayer(now.group);
    now.group = L.featureGroup().addTo(map);
    now.group.on("click", (event) => {
      const from = event.propagatedFrom || event.layer;
      const made = from && from.toGeoJSON && from.toGeoJSON();
      const id = made && made.properties && made.properties.project_id;
      if (id) choose(id);
    });
    giapRanh.update(map, now.group, scene(projects));
    list(projects);
  }

  function list(projects) {
    const held = byId("gr-projects");
    held.hidden = byId("gr-steer").hidden = Boolean(now.chosen);
    byId("gr-chosen").hidden = !now.chosen;
    held.replaceChildren();
    for (const mode of page.modes) {
      const members = projects.filter((project) => project.mode === mode);
      if (!members.length) continue;
      const title = said().modes[mode];
      const head = make("p", `${title} `, { className: "gr-list-head" });
      head.append(make("span", members.length));
      held.append(head);
      for (const project of members) {
        const row = written("button", said().projects[project.id].row, { type: "button" });
        row.dataset.project = project.id;
        row.addEventListener("click", () => choose(project.id));
        held.append(row);
      }
    }
    if (!projects.length) held.append(make("p", said().words.empty));
  }

  function choose(id) {
    const before = now.chosen;
    now.chosen = id;
    now.choices += 1;
    panel();
    draw();
    if (id) {
      byId("gr-chosen").scrollTop = 0;
      byId("gr-chosen").firstElementChild.focus({ preventScroll: true });
    } else {
      const row = document.querySelector(`#gr-projects [data-project="${before}"]`);
      if (row) row.focus();
    }
  }

  function panel() {
    const held = byId("gr-chosen");
    held.replaceChildren();
    if (!now.chosen) return;
    const back = make("button", `← ${said().words.back}`, { type: "button" });
    back.addEventListener("click", () => choose(null));
    held.append(back, written("div", said().projects[now.chosen].panel));
  }

  function tick(words, on, then) {
    const label = make("label");
    const box = make("input", "", { type: "checkbox", checked: on });
    box.addEventListener("change", () => { then(box.checked); draw(); });
    label.append(box, make("span", words));
    return label;
  }

  function ticks(legend, words, chosen) {
    const set = make("fieldset");
    set.append(make("legend", legend));
    for (const [key, text] of Object.entries(words)) {
      set.append(tick(text, chosen.has(key), (on) => (on ? chosen.add(key) : chosen.delete(key))));
    }
    return set;
  }

  function filters() {
    const { words, modes, statuses } = said();
    const held = byId("gr-filters").lastElementChild;
    const others = make("fieldset");
    others.append(
      tick(words.mismatch, now.mismatches, (on) => { now.mismatches = on; }),
      tick(words.context, now.context, (on) => { now.context = on; }),
    );
    held.replaceChildren(
      ticks(words.mode, modes, now.mode), ticks(words.status, statuses, now.status), others,
    );
  }

  function write() {
    const { words, heading, legend } = said();
    document.documentElement.lang = now.language;
    byId("gr-head").innerHTML = heading;
    byId("gr-words").placeholder = words.search;
    byId("gr-words").setAttribute("aria-label", words.search);
    byId("gr-filters").firstElementChild.textContent = words.filters;
    byId("gr-key").firstElementChild.textContent = words.legend;
    byId("gr-key").lastElementChild.innerHTML = legend;
    byId("gr-languages").setAttribute("aria-label", words.language);
    byId("gr-languages").replaceChildren(...Object.entries(page.names).map(([language, name]) => {
      const button = make("button", name, { type: "button", lang: language });
      button.setAttribute("aria-pressed", String(language === now.language));
      button.addEventListener("click", () => { now.language = language; write(); draw(); });
      return button;
    }));
    filters();
    panel();
  }

  /* Lay the page out for paper, where nothing can be scrolled or unfolded, and back again. */
  const screen = { folded: [], center: null, zoom: 0 };

  function toPaper() {
    const seen = map.getBounds();
    Object.assign(screen, { center: map.getCenter(), zoom: map.getZoom() });
    screen.folded = [...document.querySelectorAll("#gr-key, #gr-chosen details")]
      .filter((one) => !one.open);
    for (const one of screen.folded) one.open = true;
    document.documentElement.classList.add("gr-paper");
    map.invalidateSize({ animate: false, pan: false });
    map.fitBounds(seen, { animate: false });
  }

  function toScreen() {
    for (const one of screen.folded) one.open = false;
    document.documentElement.classList.remove("gr-paper");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(screen.center, screen.zoom, { animate: false });
  }

  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
  byId("gr-words").addEventListener("input", (event) => { now.words = event.target.value; draw(); });
  if (window.matchMedia("(max-width: 820px)").matches) byId("gr-key").open = false;
  byId("gr-key").addEventListener("toggle", () => map.invalidateSize());
  write(); // before the map, which gets the room that the words leave
  giapRanh.base(map, giapRanh.putBack(page.base, page));
  draw();
  window.giapRanhMap = map; // for whoever looks into the page
})();
