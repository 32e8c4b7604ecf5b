/* Sections that are closed on a narrow screen, so that no page is long there, and open where there is room. */
"use strict";
(function () {
  const wide = window.matchMedia("(min-width: 48rem)");

  function look() {
    for (const one of document.querySelectorAll("details.wide:not([data-seen])")) {
      one.dataset.seen = "yes";
      if (wide.matches) one.open = true;
    }
  }

  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
