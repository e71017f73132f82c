/* Write the words of a sheet smaller until all of them stand on one page. */
(function () {
  "use strict";

  const SMALLEST_MM = 2;
  const page = document.querySelector(".gr-handout");
  const root = document.documentElement;
  let size = 3.6;
  while (size > SMALLEST_MM && page.scrollHeight > page.clientHeight + 1) {
    size -= 0.1;
    root.style.fontSize = `${size}mm`; // everything else is in rem
  }
}());
