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
  const PLAIN_HEIGHT = 520; // of a map drawn at the sizes given; larger screens draw larger
  const LARGEST = 1.6;
  // Where a label may stand about a sign, in half widths and heights to the right and down: the
  // nearest standings first.
  const AROUND = [1, 1.8, 2.8, 4].flatMap((far) => [
    [far, 0], [-far, 0], [0, far], [0, -far], [far, far], [far, -far], [-far, far], [-far, -far],
  ]);
  const LANE = 5; // pixels from one lane to the next

  function base(map, given) {
    for (const [name, z] of Object.entries(PANES)) {
      map.createPane("gr-" + name).style.zIndex = z;
    }
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const state = {
      labels: [], fixed: [], movable: [], token: null, background: null, credits: null,
      clicks: 0, given: given,
    };
    map.giapRanh = state;
    for (const [units, outlines] of Object.entries(given.provinces)) {
      L.geoJSON(outlines, {
        pane: "gr-ground", interactive: false,
        style: () => Object.assign({ className: "gr-units gr-units-" + units }, given.outline),
      }).addTo(map);
    }
    state.standing = given.labels.map((label) => addLabel(map, label));
    addHatches(map, given.hatches);
    map.on("moveend resize", () => declutter(map));
    map.on("resize", () => redraw(map));
    const shared = given.shared ? sharedPosition() : null;
    state.keepsFirst = Boolean(shared);
    if (given.shared) map.on("moveend", () => rememberPosition(map));
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
    if (!map.getSize().x) return;
    const at = map.getCenter();
    const here = [at.lat.toFixed(4), at.lng.toFixed(4), +map.getZoom().toFixed(2)].join(",");
    window.parent.giapRanhAt = stateOf(map).lookedFor ? null : here;
    sharePosition();
  }

  function sharePosition() {
    if (window.parent.location.protocol === "file:") return; // such an address cannot be changed
    const address = new URL(window.parent.location.href);
    const at = window.parent.giapRanhAt || null;
    if (address.searchParams.get("at") === at) return;
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

  /* Where a label may stand: at points along its line, or around the sign it belongs to. */
  function* standings(map, entry, size) {
    const at = entry.marker.getLatLng();
    if (entry.beside) {
      const clear = entry.beside * scaleOf(map) + GAP;
      const [x, y] = [size.width / 2 + clear, size.height / 2 + clear];
      for (const [right, down] of AROUND) yield { at: at, shift: [right * x, down * y], whole: true };
    } else if (entry.places) {
      for (const place of entry.places) yield { at: place, shift: [0, 0], whole: true };
    } else {
      yield { at: at, shift: [0, 0], whole: false };
    }
  }

  /* The first of its standings where a label touches nothing; null if none. */
  function findRoom(map, entry, size, taken) {
    const view = map.getSize();
    for (const standing of standings(map, entry, size)) {
      const box = boxAt(map, size, standing);
      const inside = !standing.whole || (box.left >= 0 && box.right <= view.x
        && box.top >= 0 && box.bottom <= view.y);
      if (inside && !taken.some((other) => meets(box, other))) return { standing, box };
    }
    return null;
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

  /* Greedy: what matters most is placed first; what would touch it stays hidden. */
  function declutter(map) {
    const state = map.giapRanh;
    const zoom = map.getZoom();
    const candidates = state.standing.concat(state.movable).sort((a, b) => a.rank - b.rank);
    const taken = controlBoxes(map);
    for (const entry of state.fixed) {
      const size = sizeOf(entry);
      if (size) taken.push(boxAt(map, size, asItStands(entry)));
    }
    const sizes = candidates.map(sizeOf);
    candidates.forEach((entry, index) => {
      const element = entry.marker.getElement();
      if (!element) return;
      const size = zoom >= entry.from ? sizes[index] : null;
      const room = size && findRoom(map, entry, size, taken);
      element.classList.toggle("gr-hidden", !room);
      if (!room) return;
      taken.push(room.box);
      stand(entry, room.standing);
    });
  }

  function clickable(map, layer, id) {
    layer.toGeoJSON = () => ({
      type: "Feature", geometry: null,
      properties: { project_id: id, click: stateOf(map).clicks },
    });
    layer.on("click", () => { stateOf(map).clicks += 1; });
    return layer;
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
      pointToLayer: (_, at) => L.circleMarker(at, { pane: "gr-" + pane, radius: 5 * scale }),
    });
    for (const halo of shape.halos || []) {
      L.geoJSON(shape.geometry, options("halo", halo)).addTo(group);
    }
    L.geoJSON(shape.geometry, options(shape.pane, shape.style)).addTo(group);
    if (shape.core) L.geoJSON(shape.geometry, options(shape.pane, shape.core)).addTo(group);
    const hit = L.geoJSON(shape.geometry, {
      pane: shape.project ? "gr-hit" : "gr-context", style: () => shape.hit,
      pointToLayer: (_, at) => L.circleMarker(at, { pane: "gr-context", radius: 9 * scale }),
      onEachFeature: (_, layer) => {
        inLane(layer, shape.lane, scale);
        if (shape.project) clickable(map, layer, shape.project);
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

  function focus(map, wanted) {
    const restored = stateOf(map).keepsFirst; // the address named the position
    stateOf(map).keepsFirst = false;
    if (!wanted || wanted.token === stateOf(map).token) return;
    stateOf(map).token = wanted.token;
    if (!restored) look(map, wanted.bounds, { padding: [36, 36], maxZoom: 12 });
  }

  function update(map, group, given) {
    const current = stateOf(map);
    const container = map.getContainer();
    container.dataset.units = given.units;
    container.dataset.language = given.language;
    container.setAttribute("lang", given.language);
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
    for (const shape of given.shapes) drawShape(map, group, shape);
    const signs = given.signs.map((sign) => [sign, drawSign(map, group, sign)]);
    current.fixed = signs.filter(([sign]) => sign.fixed).map(([, entry]) => entry);
    current.movable = signs.filter(([sign]) => !sign.fixed).map(([, entry]) => entry)
      .concat(given.labels.map((label) => addLabel(group, label)));
    focus(map, given.focus);
    declutter(map);
  }

  /* A larger window is drawn with larger lines and signs. */
  function redraw(map) {
    const drawn = stateOf(map).drawn;
    if (!drawn || drawn.scale === null || Math.abs(drawn.scale - scaleOf(map)) < 0.05) return;
    drawn.group.clearLayers();
    draw(map);
  }

  return { base: base, update: update };
})();
