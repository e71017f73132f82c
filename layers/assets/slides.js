/* The slide show: arrow keys, full screen, and words that fit. */
(function () {
  "use strict";

  const slides = [...document.querySelectorAll(".gr-slide")];
  const SMALLEST = 0.45;
  let now = 0;

  function show(number) {
    now = Math.min(Math.max(number, 0), slides.length - 1);
    slides.forEach((slide, i) => slide.classList.toggle("gr-now", i === now));
    const address = `#${now + 1}`;
    if (window.location.hash !== address) {
      try {
        window.history.replaceState(null, "", address);
      } catch { /* inside another page, which has its own address */ }
    }
  }

  /* Write the sides smaller until all of them is seen. Sizes follow the slide's, so once is enough
   * for every screen, and once for a sheet of paper, which is higher. */
  function fit(slide, name) {
    const held = slide.querySelector(".gr-two");
    if (!held) return;
    let size = 1;
    slide.style.setProperty(name, "1em");
    while (size > SMALLEST && held.scrollHeight > held.clientHeight + 1) {
      size -= 0.03;
      slide.style.setProperty(name, `${size}em`);
    }
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }

  const KEYS = {
    Home: () => show(0), End: () => show(slides.length - 1), f: fullScreen, F: fullScreen,
  };
  for (const key of ["ArrowRight", "ArrowDown", "PageDown", " "]) KEYS[key] = () => show(now + 1);
  for (const key of ["ArrowLeft", "ArrowUp", "PageUp"]) KEYS[key] = () => show(now - 1);

  document.addEventListener("keydown", (event) => {
    const pressed = event.key === " " && event.target.closest && event.target.closest("button");
    const others = event.ctrlKey || event.altKey || event.metaKey || pressed;
    if (others || !(event.key in KEYS)) return;
    KEYS[event.key]();
    event.preventDefault();
  });
  document.querySelector("nav").addEventListener("click", (event) => {
    const go = event.target.dataset.go;
    if (go === "full") fullScreen();
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
  for (const slide of slides) { // what is not shown has no size
    slide.classList.add("gr-now");
    fit(slide, "--fit");
    slide.classList.add("gr-sheet");
    fit(slide, "--fit-sheet");
    slide.classList.remove("gr-now", "gr-sheet");
  }
  show(Number(window.location.hash.slice(1)) - 1 || 0);
})();
