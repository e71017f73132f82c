/* The slide show: arrow keys, full screen, a second screen, and words that fit. */
(function () {
  "use strict";

  const SMALLEST = 0.45;
  const FOLLOW_MS = 1000;
  const KEPT = `giap-ranh-slide:${document.title}`;
  const main = document.querySelector("main");
  /* The page around the show that opened this window: it stays when the show in it is drawn anew. */
  const stage = window.opener && window.opener.parent;
  const others = new Set(); // windows that show what this one shows
  let slides = [...document.querySelectorAll(".gr-slide")];
  let now = 0;

  function show(number) {
    now = Math.min(Math.max(number, 0), slides.length - 1);
    slides.forEach((slide, i) => slide.classList.toggle("gr-now", i === now));
    remember();
    others.forEach((other) => say(other, { giapRanhSlide: now }));
  }

  /* In the address; inside another page, which has its own, in what the browser keeps for the
   * visit: that page draws the show anew when a conclusion is written. */
  function remember() {
    if (window.parent !== window) return keep(() => window.sessionStorage.setItem(KEPT, now));
    const address = `#${now + 1}`;
    if (window.location.hash === address) return undefined;
    return keep(() => window.history.replaceState(null, "", address));
  }

  function remembered() {
    const inside = window.parent !== window;
    if (inside) return Number(keep(() => window.sessionStorage.getItem(KEPT))) || 0;
    return Number(window.location.hash.slice(1)) - 1 || 0;
  }

  function keep(what) {
    try {
      return what();
    } catch {
      return undefined; // a page of which the browser keeps nothing
    }
  }

  /* To a window of the same origin, and from a file, whose origin has no name, to the window. */
  function say(other, what) {
    other.postMessage(what, window.origin === "null" ? "*" : window.origin);
  }

  /* A window for the second screen: it shows what this one shows, and has no other tie to it. */
  function openSecond() {
    const whole = `<!DOCTYPE html>${document.documentElement.outerHTML}`;
    const page = URL.createObjectURL(new Blob([whole], { type: "text/html" }));
    window.open(page, "giap-ranh-second", "popup,width=1280,height=720");
  }

  /* A second window asks, and says which show it has; it is told the slide, and the newer show. */
  function answer(other, version) {
    others.add(other);
    say(other, { giapRanhSlide: now });
    if (version !== main.dataset.version) {
      say(other, { giapRanhShow: main.innerHTML, giapRanhVersion: main.dataset.version });
    }
  }

  function take(pages, version) {
    main.innerHTML = pages;
    main.dataset.version = version;
    slides = [...main.querySelectorAll(".gr-slide")];
    measure();
    show(now);
  }

  function follow() {
    const asked = { giapRanhFollows: main.dataset.version };
    say(stage, asked);
    for (let number = 0; number < stage.length; number += 1) say(stage[number], asked);
  }

  function hear({ data, source, origin }) {
    if (origin !== window.origin || !data) return;
    if ("giapRanhFollows" in data) answer(source, data.giapRanhFollows);
    if (!stage) return;
    if ("giapRanhShow" in data) take(data.giapRanhShow, data.giapRanhVersion);
    if ("giapRanhSlide" in data) show(data.giapRanhSlide);
  }

  /* Ask the page around for its pane of conclusions, for the project that is shown. */
  function conclude() {
    const project = slides[now].dataset.of || "";
    if (window.parent !== window) say(window.parent, { giapRanhConclude: project });
  }

  /* Write sides and lists smaller until all of them is seen. Sizes follow the slide's, so once is enough
   * for every screen, and once for a sheet of paper, which is higher. */
  function fit(slide, name) {
    const held = slide.querySelector(".gr-two, .gr-lines");
    if (!held) return;
    let size = 1;
    slide.style.setProperty(name, "1em");
    while (size > SMALLEST && held.scrollHeight > held.clientHeight + 1) {
      size -= 0.03;
      slide.style.setProperty(name, `${size}em`);
    }
  }

  function measure() {
    for (const slide of slides) { // what is not shown has no size
      slide.classList.add("gr-now");
      fit(slide, "--fit");
      slide.classList.add("gr-sheet");
      fit(slide, "--fit-sheet");
      slide.classList.remove("gr-now", "gr-sheet");
    }
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }

  const STEERED = { full: fullScreen, second: openSecond, conclude };
  const KEYS = {
    Home: () => show(0), End: () => show(slides.length - 1),
  };
  for (const key of "fF") KEYS[key] = fullScreen;
  for (const key of "wW") KEYS[key] = openSecond;
  for (const key of "kK") KEYS[key] = conclude;
  for (const key of ["ArrowRight", "ArrowDown", "PageDown", " "]) KEYS[key] = () => show(now + 1);
  for (const key of ["ArrowLeft", "ArrowUp", "PageUp"]) KEYS[key] = () => show(now - 1);

  document.addEventListener("keydown", (event) => {
    const pressed = event.key === " " && event.target.closest && event.target.closest("button");
    const meant = event.ctrlKey || event.altKey || event.metaKey || pressed;
    if (meant || !(event.key in KEYS)) return;
    KEYS[event.key]();
    event.preventDefault();
  });
  document.querySelector("nav").addEventListener("click", (event) => {
    const go = event.target.dataset.go;
    if (go in STEERED) STEERED[go]();
    else if (go) show(now + Number(go));
  });
  let touched = null;
  document.addEventListener("touchstart", (event) => { touched = event.changedTouches[0].clientX; });
  document.addEventListener("touchend", (event) => {
    const by = touched === null ? 0 : event.changedTouches[0].clientX - touched;
    if (Math.abs(by) > 60) show(now + (by < 0 ? 1 : -1));
    touched = null;
  });
  window.addEventListener("hashchange", () => show(Number(window.location.hash.slice(1)) - 1 || 0));
  window.addEventListener("message", hear);
  document.querySelector('[data-go="conclude"]').hidden ||= window.parent === window;
  measure();
  show(remembered());
  if (stage) {
    follow();
    window.setInterval(follow, FOLLOW_MS);
  }
})();
