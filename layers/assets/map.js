/* Drawing of Giáp Ranh's map on Leaflet.
 *
 * The page builds the map once (giapRanh.base) and from then on only hands over what is to be
 * seen (giapRanh.update). Styles, texts and colours all come from the server; nothing here
 * decides how a piece looks. Texts arrive as HTML that was escaped there.
 */
window.giapRanh = (function () {
  "use strict";

  const PANES = { ground: 350, context: 380, halo: 400, line: 410, hit: 420 };
  const GAP = 3; // pixels left free around a label
  const SHARED_MS = 1000; // the address is looked at so often
  const PLAIN_HEIGHT = 600; // of a map drawn at the sizes given; larger screens draw larger
  const LARGEST = 1.5;
  // Where a callout may stand about its sign: pixels of room between them, the nearest first, and
  // which way, in turns of a sixteenth: right and left before above and below.
  const ROOMS = [4, 16, 32, 52, 78, 110];
  const WAYS = [0, 8, 4, 12, 2, 14, 6, 10, 1, 15, 7, 9, 3, 13, 5, 11];
  const NOTHING = { type: "Feature", geometry: null, properties: {} };
  const LANE = 5; // pixels from one lane to the next

  function base(map, given) {
    for (const [name, z] of Object.entries(PANES)) {
      map.createPane("gr-" + name).style.zIndex = z;
    }
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const state = {
      labels: [], fixed: [], movable: [], token: null, fitted: "all", size: "", background: null,
      credits: null, key: null, clicks: 0, given: given, told: NOTHING, asking: false, lines: [],
      tour: null,
    };
    map.giapRanh = state;
    for (const [units, outlines] of Object.entries(given.provinces)) {
      L.geoJSON(outlines, {
        pane: "gr-ground", interactive: false,
        style: () => Object.assign({ className: "gr-units gr-units-" + units }, given.outline),
      }).addTo(map);
    }
    for (const course of given.rivers.shapes) {
      L.geoJSON(course, {
        pane: "gr-ground", interactive: false, style: () => given.rivers.style,
      }).addTo(map);
    }
    state.standing = given.labels.map((label) => addLabel(map, label));
    addHatches(map, given.hatches);
    map.on("moveend resize", () => declutter(map));
    // The credits may take another line when all around them has its size.
    const credited = new ResizeObserver(() => declutter(map));
    credited.observe(map.attributionControl.getContainer());
    map.on("resize", () => redraw(map));
    addButtons(map, given);
    const shared = given.shared ? sharedPosition() : null;
    state.keepsFirst = Boolean(shared);
    if (given.shared) {
      map.on("moveend", () => rememberPosition(map));
      // The server may write the rest of the address after it has sent what the map shows.
      window.setInterval(sharePosition, SHARED_MS, true);
    }
    look(map, shared || given.bounds);
  }

  /* The position of the map stands in the page's address (at=latitude,longitude,zoom), so that
   * the address can be given to somebody else. Written here: the server need not know, and
   * writes the rest of the address without it; the page's window remembers it meanwhile. */
  function sharedPosition() {
    const written = window.parent.giapRanhAt
      || new URLSearchParams(window.parent.location.search).get("at");
    const [lat, lng, zoom] = (written || "").split(",").map(Number);
    const sound = Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 19;
    return sound ? { centre: [lat, lng], zoom: zoom } : null;
  }

  /* What the page itself looked at is not remembered: it follows from the rest of the address. */
  function rememberPosition(map) {
    const state = stateOf(map), size = map.getSize();
    const isResized = state.size !== String(size);
    state.size = String(size);
    if (!size.x || (isResized && !window.parent.giapRanhAt)) return;
    const at = map.getCenter();
    const here = [at.lat.toFixed(4), at.lng.toFixed(4), +map.getZoom().toFixed(2)].join(",");
    window.parent.giapRanhAt = state.lookedFor ? null : here;
    sharePosition();
  }

  function sharePosition(onlyIfMissing) {
    if (window.parent.location.protocol === "file:") return; // such an address cannot be changed
    const address = new URL(window.parent.location.href);
    const at = window.parent.giapRanhAt || null;
    if (address.searchParams.get("at") === at) return;
    if (onlyIfMissing && address.searchParams.has("at")) return;
    if (at) address.searchParams.set("at", at);
    else address.searchParams.delete("at");
    const readable = address.href.replace(/%2C/g, ",");
    window.parent.history.replaceState(window.parent.history.state, "", readable);
  }

  /* Show bounds, or a centre at a zoom, as soon as the frame has a size: it may still be hidden
   * when the map is made. */
  function look(map, wanted, options) {
    const size = map.getSize();
    const still = Object.assign({ animate: false }, options);
    if (!(size.x > 0 && size.y > 0)) {
      map.once("resize", () => look(map, wanted, options));
      return;
    }
    stateOf(map).lookedFor = !wanted.centre;
    if (wanted.centre) map.setView(wanted.centre, wanted.zoom, still);
    else map.fitBounds(wanted, still);
    stateOf(map).lookedFor = false;
  }

  function addHatches(map, hatches) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", 0);
    svg.setAttribute("height", 0);
    svg.setAttribute("aria-hidden", "true");
    svg.style.position = "absolute";
    svg.innerHTML = "<defs>" + hatches + "</defs>";
    map.getContainer().appendChild(svg);
  }

  /* Two buttons under the zoom: the whole region, and the whole screen. */
  function addButtons(map, given) {
    const bar = L.control({ position: "topleft" });
    const button = (name, sign, press) => {
      const made = L.DomUtil.create("a", "gr-button gr-button-" + name);
      Object.assign(made, { href: "#", textContent: sign });
      made.setAttribute("role", "button");
      made.dataset.word = name;
      L.DomEvent.on(made, "click", (event) => { L.DomEvent.stop(event); press(); });
      return made;
    };
    bar.onAdd = () => {
      const held = L.DomUtil.create("div", "leaflet-bar");
      held.append(
        button("region", "⌂", () => look(map, given.bounds)), button("full", "⛶", () => fill(map)),
      );
      L.DomEvent.disableClickPropagation(held);
      return held;
    };
    bar.addTo(map);
  }

  function fill(map) {
    const frame = window.frameElement; // its own document in a page of one file
    const page = frame ? frame.ownerDocument : document;
    if (page.fullscreenElement) page.exitFullscreen();
    else (frame || map.getContainer()).requestFullscreen();
  }

  function words(map) {
    return stateOf(map).given.words[map.getContainer().dataset.language || "vi"];
  }

  function nameButtons(map) {
    for (const button of map.getContainer().querySelectorAll(".gr-button")) {
      const name = words(map)[button.dataset.word];
      button.title = name;
      button.setAttribute("aria-label", name);
    }
  }

  /* Three steps for who is here for the first time; a browser remembers that it showed them. */
  const TOURED = "giap-ranh-toured";

  function remembered(value) {
    try {
      if (value) window.localStorage.setItem(TOURED, value);
      return window.localStorage.getItem(TOURED);
    } catch {
      return "1"; // a browser that remembers nothing would show it at each visit
    }
  }

  function tour(map, step) {
    const current = stateOf(map);
    if (current.tour) current.tour.remove();
    current.tour = null;
    if (!current.given.shared || (step === undefined && remembered())) return;
    const said = words(map).tour;
    const at = current.tourStep = step === undefined ? current.tourStep || 0 : step;
    if (at >= said.steps.length) { remembered("1"); return; }
    const card = current.tour = L.DomUtil.create("div", "gr-tour", map.getContainer());
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-label", said.title);
    const put = (tag, text) => {
      card.append(Object.assign(document.createElement(tag), { textContent: text }));
      return card.lastElementChild;
    };
    put("b", `${said.title} (${at + 1}/${said.steps.length})`);
    put("p", said.steps[at]);
    const last = at + 1 === said.steps.length;
    put("button", last ? said.done : said.next).addEventListener("click", () => tour(map, at + 1));
    if (!last) {
      put("button", said.skip).addEventListener("click", () => tour(map, said.steps.length));
    }
    L.DomEvent.disableClickPropagation(card);
  }

  function addLabel(group, label) {
    const marker = L.marker(label.at, {
      interactive: false, keyboard: false,
      icon: L.divIcon({ className: "gr-label " + label.kind, html: label.html, iconSize: null }),
    }).addTo(group);
    return {
      marker: marker, rank: label.rank, from: label.from || 0, places: label.places,
      beside: label.beside,
    };
  }

  /* The size of a label or sign, and where it begins seen from its anchor, both without the shift
   * it was given. Only this is read from the page: during a zoom animation its place there is not
   * yet final. Whoever reads many, reads them all before he writes anything: each first reading
   * after a change makes the browser lay out the whole page. */
  function sizeOf(entry) {
    const element = entry.marker.getElement();
    const inner = element && element.firstElementChild;
    const size = inner && inner.getBoundingClientRect();
    if (!size || !size.width) return null; // another language's or another date's label
    const origin = element.getBoundingClientRect();
    const half = entry.size ? entry.size / 2 : 0;
    const [dx, dy] = entry.shift || [0, 0];
    return {
      left: size.left - origin.left - half - dx, width: size.width,
      top: size.top - origin.top - half - dy, height: size.height,
    };
  }

  /* Where something of this size would stand, in pixels of the map. */
  function boxAt(map, size, standing) {
    const at = map.latLngToContainerPoint(standing.at);
    const left = at.x + size.left + standing.shift[0] - GAP;
    const top = at.y + size.top + standing.shift[1] - 1;
    return {
      left: left, right: left + size.width + 2 * GAP, top: top, bottom: top + size.height + 2,
    };
  }

  function asItStands(entry) {
    return { at: entry.marker.getLatLng(), shift: entry.shift || [0, 0] };
  }

  function meets(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  function controlBoxes(map) {
    const container = map.getContainer();
    const whole = container.getBoundingClientRect();
    return [...container.querySelectorAll(".leaflet-control")].map((control) => {
      const box = control.getBoundingClientRect();
      return {
        left: box.left - whole.left, right: box.right - whole.left,
        top: box.top - whole.top, bottom: box.bottom - whole.top,
      };
    });
  }

  /* What of the page lies over the map: the legend's lid, what is offered to be fetched. */
  function lidBoxes() {
    const frame = window.frameElement;
    const held = frame && frame.closest(".st-key-gr-map-frame");
    if (!held) return [];
    const whole = frame.getBoundingClientRect();
    return [...held.querySelectorAll(".gr-key, .st-key-gr-fetch")].map((lid) => {
      const box = lid.getBoundingClientRect();
      return {
        left: box.left - whole.left, right: box.right - whole.left,
        top: box.top - whole.top, bottom: box.bottom - whole.top,
      };
    });
  }

  /* Where a label may stand: at points along its line; a callout around the sign it belongs to. */
  function* standings(map, entry, size) {
    const at = entry.marker.getLatLng();
    if (entry.beside) {
      for (const place of inSight(map, entry)) yield* around(map, entry, size, place);
    } else if (entry.places) {
      for (const place of entry.places) yield { at: place, shift: [0, 0], whole: true };
    } else {
      yield { at: at, shift: [0, 0], whole: !entry.size }; // half a word at the edge reads wrong
    }
  }

  function* around(map, entry, size, place) {
    const clear = entry.beside * scaleOf(map) + GAP;
    for (const room of ROOMS) {
      for (const way of WAYS) {
        const [x, y] = [Math.cos((way * Math.PI) / 8), Math.sin((way * Math.PI) / 8)];
        const right = x * (size.width / 2 + clear + room);
        const down = y * (size.height / 2 + clear + room);
        yield { at: place, shift: [right, down], whole: true };
      }
    }
  }

  /* The crossings of a callout that the reader sees. */
  function inSight(map, entry) {
    const size = map.getSize();
    return entry.places.filter((place) => {
      const at = map.latLngToContainerPoint(place);
      return at.x >= 0 && at.y >= 0 && at.x <= size.x && at.y <= size.y;
    });
  }

  /* The first of its standings where a label touches nothing; null if none. A callout stands on
   * no line either, and what joins it to its sign crosses no other sign. */
  function findRoom(map, entry, size, taken, steps) {
    const view = map.getSize();
    for (const standing of standings(map, entry, size)) {
      const box = boxAt(map, size, standing);
      const inside = !standing.whole || (box.left >= 0 && box.right <= view.x
        && box.top >= 0 && box.bottom <= view.y);
      if (!inside || taken.some((other) => meets(box, other))) continue;
      if (entry.beside && !isClear(map, standing, box, taken, steps)) continue;
      return { standing, box };
    }
    return null;
  }

  function isClear(map, standing, box, taken, steps) {
    const from = map.latLngToContainerPoint(standing.at);
    const to = from.add(standing.shift);
    return !taken.some((other) => !holds(other, from) && cuts(from, to, other))
      && !isOnLine(box, steps);
  }

  function holds(box, point) {
    return point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom;
  }

  /* Whether the way from one point to another meets a box: it is clipped to it, side by side. */
  function cuts(from, to, box) {
    const bounds = L.bounds([box.left, box.top], [box.right, box.bottom]);
    return Boolean(L.LineUtil.clipSegment(from, to, bounds));
  }

  const STROKE = 5; // from the middle of a line to its edge, pixels

  /* The lines in view as steps from point to point, pixels of the map; in whatever lane. */
  function stepsInView(map) {
    const shift = map.layerPointToContainerPoint([0, 0]);
    const view = L.bounds([0, 0], map.getSize());
    const closed = (ring) => ring.concat(ring.slice(0, 1));
    return stateOf(map).lines.flatMap(({ layer }) => {
      const rings = (layer._map && layer._rings) || [];
      return layer instanceof L.Polygon ? rings.map(closed) : rings;
    })
      .flatMap((ring) => {
        const line = L.LineUtil.simplify(ring, 1).map((point) => point.add(shift));
        return line.slice(1).map((to, i) => [line[i], to]);
      }).filter(([from, to]) => view.intersects(L.bounds([from, to])));
  }

  function isOnLine(within, steps) {
    const box = {
      left: within.left - STROKE, right: within.right + STROKE,
      top: within.top - STROKE, bottom: within.bottom + STROKE,
    };
    return steps.some(([from, to]) => (
      Math.min(from.x, to.x) <= box.right && Math.max(from.x, to.x) >= box.left
      && Math.min(from.y, to.y) <= box.bottom && Math.max(from.y, to.y) >= box.top
      && cuts(from, to, box)));
  }

  function stand(entry, standing) {
    if (entry.places) entry.marker.setLatLng(standing.at);
    if (!entry.beside) return;
    const element = entry.marker.getElement();
    const [dx, dy] = standing.shift.map((pixels) => pixels + "px");
    element.firstElementChild.style.translate = dx + " " + dy;
    element.style.setProperty("--dx", dx);
    element.style.setProperty("--dy", dy);
    entry.shift = standing.shift;
  }

  /* Greedy: what matters most is placed first; what would touch it stays hidden. A callout that
   * finds no room leaves a number at its crossing, and its words stand in a key. */
  function declutter(map) {
    const state = map.giapRanh;
    const candidates = state.standing.concat(state.movable).sort((a, b) => a.rank - b.rank);
    const taken = controlBoxes(map).concat(lidBoxes());
    const view = map.getSize();
    const below = covered(map);
    if (below) taken.push({ left: 0, right: view.x, top: view.y - below, bottom: view.y });
    for (const entry of state.fixed) {
      const size = sizeOf(entry);
      if (size) taken.push(boxAt(map, size, asItStands(entry)));
    }
    const zoom = map.getZoom();
    const steps = candidates.some((entry) => entry.beside) ? stepsInView(map) : [];
    const sized = candidates.map((entry) => [entry, zoom >= entry.from ? sizeOf(entry) : null]);
    const place = ([entry, size]) => {
      const element = entry.marker.getElement();
      if (!element) return true;
      const room = size && findRoom(map, entry, size, taken, steps);
      element.classList.toggle("gr-hidden", !room);
      if (!room) return false;
      taken.push(room.box);
      entry.box = room.box;
      stand(entry, room.standing);
      return true;
    };
    const callouts = sized.filter(([entry]) => entry.beside);
    const placed = callouts.filter(place).map(([entry]) => entry);
    const crowded = callouts.filter(([entry, size]) => (
      size && !placed.includes(entry) && inSight(map, entry).length)).map(([entry]) => entry);
    const sorted = { all: callouts.map(([entry]) => entry), placed, crowded };
    taken.push(...number(map, sorted, taken, steps));
    sized.filter(([entry]) => !entry.beside).forEach(place);
  }

  /* Number the crossings of the crowded callouts, and write what they say into the key; what the
   * key would cover goes into it as well. Gives the boxes of both. */
  function number(map, { all, placed, crowded }, taken, steps) {
    const state = stateOf(map);
    if (state.key) state.key.remove();
    state.key = null;
    for (const entry of all) {
      const element = entry.marker.getElement();
      if (element) element.classList.remove("gr-numbered");
    }
    if (!crowded.length) return [];
    state.key = L.DomUtil.create("ol", "gr-numbers", map.getContainer());
    L.DomEvent.disableClickPropagation(state.key);
    L.DomEvent.disableScrollPropagation(state.key);
    state.key.append(...crowded.map(keyRow));
    const numbers = crowded.map((entry, i) => besideSign(map, entry, i + 1, taken, steps));
    const key = intoCorner(map, state.key, taken.concat(numbers), steps);
    const lost = placed.filter((entry) => meets(entry.box, key));
    if (!lost.length) return numbers.concat(key);
    const sorted = {
      all: all, crowded: crowded.concat(lost),
      placed: placed.filter((entry) => !lost.includes(entry)),
    };
    return number(map, sorted, taken, steps);
  }

  function keyRow(entry) {
    const element = entry.marker.getElement();
    const row = document.createElement("li");
    row.classList.toggle("gr-possible", element.classList.contains("gr-possible"));
    for (const part of element.firstElementChild.children) row.append(part.cloneNode(true));
    return row;
  }

  const NUMBER = 9; // half of a number's width, pixels

  /* Put a number at a callout's sign, where it meets least; gives its box. */
  function besideSign(map, entry, written, taken, steps) {
    const place = inSight(map, entry)[0];
    const at = map.latLngToContainerPoint(place);
    const far = entry.beside * scaleOf(map) + NUMBER;
    const boxes = WAYS.map((way) => {
      const turned = [Math.cos, Math.sin].map((of) => of((way * Math.PI) / 8) * far);
      const [x, y] = [at.x + turned[0], at.y + turned[1]];
      return { turned, left: x - NUMBER, right: x + NUMBER, top: y - NUMBER, bottom: y + NUMBER };
    });
    const best = leastMet(boxes, taken, steps);
    const element = entry.marker.getElement();
    entry.marker.setLatLng(place);
    element.dataset.number = written;
    element.classList.add("gr-numbered");
    element.classList.remove("gr-hidden");
    element.style.setProperty("--dx", best.turned[0] + "px");
    element.style.setProperty("--dy", best.turned[1] + "px");
    return best;
  }

  /* Put the key into the corner where it covers least. */
  function intoCorner(map, key, taken, steps) {
    const [view, margin] = [map.getSize(), 10];
    const [width, height] = [key.offsetWidth, key.offsetHeight];
    const boxes = [view.y - height - 44, view.y / 2 - height / 2, 64].flatMap((top) => (
      [view.x - width - margin, 54, margin].map((left) => (
        { left: left, right: left + width, top: top, bottom: top + height }))));
    const best = leastMet(boxes, taken, steps);
    Object.assign(key.style, { left: best.left + "px", top: best.top + "px" });
    return best;
  }

  function leastMet(boxes, taken, steps) {
    const met = boxes.map((box) => (
      10 * taken.filter((other) => meets(box, other)).length + (isOnLine(box, steps) ? 5 : 0)));
    return boxes[met.indexOf(Math.min(...met))];
  }

  /* A click tells the page which project was meant. Where several lines lie under it, it first
   * asks which; the page then learns nothing new from the click itself. */
  function clickable(map, layer, id, name) {
    const current = stateOf(map);
    layer.toGeoJSON = () => (current.asking ? current.told : {
      type: "Feature", geometry: null, properties: { project_id: id, click: current.clicks },
    });
    layer.on("click", (event) => {
      const here = event.picked || !name ? [] : under(map, event.latlng);
      current.asking = here.length > 1;
      if (current.asking) {
        ask(map, event.latlng, here);
        setTimeout(() => { current.asking = false; }, 0); // the page has heard the click by then
        return;
      }
      current.clicks += 1;
      current.told = layer.toGeoJSON();
    });
    if (name) current.lines.push({ layer: layer, id: id, name: name });
    return layer;
  }

  const REACH = 9; // pixels from a line at which a click still means it

  function under(map, latlng) {
    const point = map.latLngToLayerPoint(latlng);
    const found = new Map();
    for (const line of stateOf(map).lines) {
      if (found.has(line.id) || !line.layer.closestLayerPoint || !line.layer._map) continue;
      const nearest = line.layer.closestLayerPoint(point);
      if (nearest && nearest.distance <= REACH) found.set(line.id, line);
    }
    return [...found.values()];
  }

  function ask(map, latlng, here) {
    const list = L.DomUtil.create("div", "gr-which");
    list.append(Object.assign(document.createElement("b"), { textContent: words(map).which }));
    for (const line of here) {
      const button = document.createElement("button");
      button.textContent = line.name;
      button.dataset.project = line.id;
      button.addEventListener("click", () => {
        map.closePopup();
        line.layer.fire("click", { latlng: latlng, picked: true }, true);
      });
      list.append(button);
    }
    L.DomEvent.disableClickPropagation(list);
    L.popup({ maxWidth: 320 }).setLatLng(latlng).setContent(list).openOn(map);
  }

  function stateOf(map) { return map.giapRanh; }

  function scaleOf(map) {
    return Math.min(LARGEST, Math.max(1, map.getSize().y / PLAIN_HEIGHT));
  }

  function scaled(style, scale) {
    const dash = style.dashArray;
    return Object.assign({}, style, {
      weight: style.weight * scale,
      dashArray: dash ? dash.split(" ").map((part) => part * scale).join(" ") : null,
    });
  }

  /* Draw a line in its lane: so many pixels to the left of its own direction, at every zoom. */
  function inLane(line, lane, scale) {
    if (!lane || !(line instanceof L.Polyline) || line instanceof L.Polygon) return;
    const project = line._projectLatlngs; // the one step between degrees and pixels
    line._projectLatlngs = function (latlngs, rings, bounds) {
      const first = rings.length;
      project.call(this, latlngs, rings, bounds);
      for (let i = first; i < rings.length; i += 1) rings[i] = beside(rings[i], lane * LANE * scale);
    };
  }

  /* A line of pixels moved to its left; sharp bends are cut rather than drawn out. */
  function beside(points, by) {
    const line = L.LineUtil.simplify(points, 1.5);
    const turns = line.slice(1).map((to, i) => {
      const step = to.subtract(line[i]);
      const length = Math.hypot(step.x, step.y) || 1;
      return L.point(step.y / length, -step.x / length);
    });
    return line.map((point, i) => {
      const [a, b] = [turns[Math.max(0, i - 1)], turns[Math.min(i, turns.length - 1)]];
      if (!a || !b) return point;
      const middle = a.add(b);
      const square = Math.max(middle.x * middle.x + middle.y * middle.y, 1);
      return point.add(middle.multiplyBy((2 * by) / square));
    });
  }

  function drawShape(map, group, shape) {
    const scale = scaleOf(map);
    const options = (pane, style) => ({
      pane: "gr-" + pane, interactive: false, style: () => scaled(style, scale),
      onEachFeature: (_, line) => inLane(line, shape.lane, scale),
      pointToLayer: (_, at) => L.circleMarker(at, {
        pane: "gr-" + pane, radius: 5 * scale, interactive: false,
      }),
    });
    for (const halo of shape.halos || []) {
      L.geoJSON(shape.geometry, options("halo", halo)).addTo(group);
    }
    L.geoJSON(shape.geometry, options(shape.pane, shape.style)).addTo(group);
    if (shape.core) L.geoJSON(shape.geometry, options(shape.pane, shape.core)).addTo(group);
    if (!shape.tooltip) return;
    const hit = L.geoJSON(shape.geometry, {
      pane: shape.project ? "gr-hit" : "gr-context", style: () => shape.hit,
      pointToLayer: (_, at) => L.circleMarker(at, { pane: "gr-context", radius: 9 * scale }),
      onEachFeature: (_, layer) => {
        inLane(layer, shape.lane, scale);
        if (shape.project) clickable(map, layer, shape.project, shape.name);
      },
    });
    hit.bindTooltip(shape.tooltip, { sticky: true, className: "gr-tip", opacity: 1 });
    hit.addTo(group);
    // A tooltip's focus listeners make browsers stop at every line; the list beside the map is
    // the keyboard's way to the projects.
    hit.eachLayer((layer) => layer.getElement() && layer.getElement().setAttribute("tabindex", -1));
  }

  function drawSign(map, group, sign) {
    const size = Math.round(sign.size * scaleOf(map));
    const marker = L.marker(sign.at, {
      keyboard: false, zIndexOffset: sign.above, interactive: Boolean(sign.project),
      icon: L.divIcon({
        className: "gr-sign", html: sign.html, iconSize: [size, size],
      }),
    });
    if (sign.project) {
      clickable(map, marker, sign.project);
      marker.bindTooltip(sign.tooltip, { className: "gr-tip", opacity: 1 });
    }
    marker.addTo(group);
    return { marker: marker, rank: sign.rank, from: sign.from || 0, size: size };
  }

  function setBackground(map, wanted) {
    const current = stateOf(map);
    const key = wanted ? wanted.url : null;
    if (current.background && current.background.key === key) return;
    if (current.background) map.removeLayer(current.background.layer);
    current.background = null;
    map.getContainer().classList.toggle("gr-online", Boolean(wanted));
    if (!wanted) return;
    const layer = L.tileLayer(wanted.url, wanted.options).addTo(map);
    current.background = { key: key, layer: layer };
  }

  function setCredits(map, credits) {
    const current = stateOf(map);
    if (current.credits === credits) return;
    if (current.credits) map.attributionControl.removeAttribution(current.credits);
    map.attributionControl.addAttribution(credits);
    current.credits = credits;
  }

  const NARROW = 760; // as in page.css

  /* Pixels at the foot that the chosen project's panel lies over, on a phone. */
  function covered(map) {
    const { drawn } = stateOf(map);
    const size = map.getSize();
    const isOver = window.frameElement && drawn && drawn.given.chosen && size.x < NARROW;
    return isOver ? 0.74 * size.y : 0;
  }

  /* What is to be looked at anew: the project that was chosen, else what the filters leave. */
  function newWish(state, given) {
    const isNew = (wish, last) => Boolean(wish) && wish.token !== last;
    const chosen = isNew(given.focus, state.token) ? given.focus : null;
    const left = isNew(given.fit, state.fitted) ? given.fit : null;
    if (chosen) state.token = chosen.token;
    if (left) state.fitted = left.token;
    return chosen || (given.chosen ? null : left);
  }

  function focus(map, given) {
    const state = stateOf(map);
    const restored = state.keepsFirst; // the address named the position
    state.keepsFirst = false;
    const wanted = newWish(state, given);
    if (restored || !wanted) return;
    look(map, wanted.bounds, {
      paddingTopLeft: [36, 36], paddingBottomRight: [36, Math.max(36, covered(map))], maxZoom: 12,
    });
  }

  /* Put back what stands in a table, wherever its number stands in its place. */
  function putBack(node, { table, shared }) {
    if (Array.isArray(node)) return node.map((item) => putBack(item, { table, shared }));
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [
      key, shared.includes(key) && Number.isInteger(value)
        ? table[value] : putBack(value, { table, shared }),
    ]));
  }

  function update(map, group, { table, shared, ...sent }) {
    const given = table ? putBack(sent, { table, shared }) : sent;
    const current = stateOf(map);
    const container = map.getContainer();
    container.dataset.units = given.units;
    container.dataset.language = given.language;
    container.setAttribute("lang", given.language);
    nameButtons(map);
    tour(map);
    setBackground(map, given.background);
    setCredits(map, given.credit);
    current.drawn = { group: group, given: given, scale: null };
    // A marker has an element, and so a size, only once its group is on the map.
    if (current.given.shared) sharePosition();
    if (map.hasLayer(group)) draw(map);
    else group.once("add", () => draw(map));
  }

  function draw(map) {
    const current = stateOf(map);
    const { group, given } = current.drawn;
    current.drawn.scale = scaleOf(map);
    current.lines = [];
    for (const shape of given.shapes) drawShape(map, group, shape);
    const signs = given.signs.map((sign) => [sign, drawSign(map, group, sign)]);
    current.fixed = signs.filter(([sign]) => sign.fixed).map(([, entry]) => entry);
    current.movable = signs.filter(([sign]) => !sign.fixed).map(([, entry]) => entry)
      .concat(given.labels.map((label) => addLabel(group, label)));
    focus(map, given);
    declutter(map);
  }

  /* A larger window is drawn with larger lines and signs. */
  function redraw(map) {
    const drawn = stateOf(map).drawn;
    if (!drawn || drawn.scale === null || Math.abs(drawn.scale - scaleOf(map)) < 0.05) return;
    drawn.group.clearLayers();
    draw(map);
  }

  return { base: base, update: update, putBack: putBack };
})();
