/* What the cameras cover: drawings as the server makes them, what the colours mean, and the table behind. */
"use strict";
(function () {
  const { ask, element, fill } = window.passerby.jobs;

  class Coverage {
    constructor(words) {
      this.words = words;
      this.body = element("div", {});
      this.root = element("section", { class: "coverage folded" },
        element("details", { class: "fold wide" }, element("summary", {}, element("h2", {}, words.coverage_heading)), this.body));
    }

    async show(link) {
      if (this.asking) this.asking.abort();
      const mine = (this.asking = new AbortController());
      try {
        const { status, data } = await ask("/scenario/coverage.json?s=" + encodeURIComponent(link), undefined, mine.signal);
        if (status === 200 && mine === this.asking) this.draw(data);
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }

    draw(data) {
      const { words } = this, isOpen = Boolean(this.body.querySelector("details[open]"));
      const figures = data.drawings.map((one) => {
        const svg = document.adoptNode(new DOMParser().parseFromString(one.svg, "image/svg+xml").documentElement);
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", fill(words.coverage_label, { name: one.name }));
        return element("figure", {}, element("figcaption", {}, one.name), svg);
      });
      const key = element("ul", { class: "coverage-key" },
        data.key.map(([colour, text]) => element("li", {}, swatch("rect", colour), text)),
        element("li", {}, swatch("zone", "#801650"), words.coverage_zone),
        element("li", {}, swatch("circle", "#F46A25"), words.coverage_camera),
        element("li", {}, swatch("line", "#28A197"), words.coverage_entrance));
      this.body.replaceChildren(
        element("p", { class: "measure" }, data.has_lfr ? words.coverage_note : words.coverage_none), key,
        element("div", { class: "plans" }, figures),
        element("p", { class: "source" }, words.source_line + " " + data.attribution),
        element("details", { class: "behind", open: isOpen }, element("summary", {}, words.behind), this.table(data.rows)));
    }

    table(rows) {
      const { words } = this;
      const cells = rows.map((row) => [row.camera, row.site, row.best_px.toFixed(1), String(row.needed_px), Math.round(100 * row.share_of_zone) + " %"]);
      return element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": words.coverage_table },
        element("table", {}, element("caption", {}, words.coverage_table),
          element("thead", {}, element("tr", {}, words.coverage_columns.map((text) => element("th", { scope: "col" }, text)))),
          element("tbody", {}, cells.map(([head, ...rest]) =>
            element("tr", {}, element("th", { scope: "row" }, head), rest.map((cell) => element("td", {}, cell)))))));
    }
  }

  function swatch(kind, colour) {
    const make = (tag, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      return made;
    };
    const svg = make("svg", { viewBox: "0 0 22 22", width: "22", height: "22", "aria-hidden": "true" });
    if (kind === "circle") svg.append(make("circle", { cx: 11, cy: 11, r: 6, fill: colour, stroke: "#3D3D3D" }));
    else if (kind === "line") svg.append(make("line", { x1: 2, x2: 20, y1: 11, y2: 11, stroke: colour, "stroke-width": 5 }));
    else {
      const isZone = kind === "zone";
      svg.append(make("rect", {
        x: 2, y: 4, width: 18, height: 14, fill: isZone ? "none" : colour, stroke: isZone ? colour : "#3D3D3D",
        ...(isZone ? { "stroke-dasharray": "4 2", "stroke-width": 2 } : {}),
      }));
    }
    return svg;
  }

  window.passerby.Coverage = Coverage;
})();
